"""Paper: the protocol, refusal letters, the workbook and charts. Content is gathered once, then written in a format."""
