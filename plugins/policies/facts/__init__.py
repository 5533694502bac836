"""What a program knows that no other plugin keeps."""
