"""The worksheet functions in LibreOffice Calc: an extension, and the worker that answers it."""
