"""Maps of the model that are built once, kept on disk and read back by later runs."""
