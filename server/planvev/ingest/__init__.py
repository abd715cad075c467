"""From documents to drafts to RDF: read, recognise, account for every character."""
