"""Deal registration: partners register a customer's project, the vendor protects it until a date."""
