"""Pictures and plain files made from the tables of a study."""
