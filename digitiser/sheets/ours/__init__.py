"""Our own forms: found by their corner marks and code, fitted to their printed rules, identified also where both are worn."""
