"""From text to models: YAML with line numbers, tables, bundled resources."""
