"""The papers of invoices: PDF/A-3 with the invoice as XML inside (Factur-X, EN 16931), and the XML alone."""
