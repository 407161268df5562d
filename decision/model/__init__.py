"""What things are: frozen models of what people write, and of the results."""
