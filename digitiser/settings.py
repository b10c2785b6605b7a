"""Every constant, with its unit and its reason. A section a stage."""

# --- sheets ---
SHEET_PX_PER_MM = 8.0  # 203 dpi: writing stays 30 to 60 pixels high, and an A4 sheet is 4 million pixels
