"""What everyone says: errors and their codes, ids, units, parameters, signing."""
