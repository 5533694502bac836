"""How a program looks: themes, tokens, contrast, logos."""
