"""Stage 3, ink: handwriting and what is none."""

INK_MARGIN_MM = 4.0  # looked at around the table: writing hangs over its edges
PAPER_CLOSING_MM = 4.6  # a stroke narrower than this is ink, wider is shading; shaded rows are 5 mm and more
PAPER_DARKEST = (
    0.5  # shading never takes more than this share of the paper's light: darker is ink, however broad (a scribble)
)
INK_FAINT = 0.11  # share of the light that a stroke takes at least, along its whole length; bleed-through takes 0.05 to 0.15 ...
INK_SURE = 0.19  # ... and this somewhere; a soft pencil takes 0.25 to 0.4
# Beside strokes, so near, a stroke need take only this share of what is sure, unless it is a speck
INK_BESIDE_MM, INK_PALER, INK_PALER_LEAST_MM2 = 4.0, 0.8, 0.4
INK_NOISE = 4.0  # standard deviations of the paper's grain for the faint threshold, twice as many for the sure one
LIGHT_LEAST = 0.2  # of the sheet's brightest paper: where there is less, the camera's noise looks as dark as a pencil
# However grainy the paper is, a stroke need take no more than this: of the whole table, and in a deep shadow
INK_FAINT_MOST, INK_SURE_MOST = (0.3, 0.6), (0.45, 0.8)
GRAIN_TILE_MM = 16.0  # in a tile as large, a third is paper however much is written: rows are 6 mm and more
STAIN_BROAD_MM = 0.75  # a stain is broader than a pen's line (a felt pen's is 1.1 mm, but dark and not brown) ...
STAIN_FAINTEST, STAIN_DARKEST = 0.07, 0.45  # ... takes this share of the light, where a pen takes more ...
STAIN_BROWN = (0.85, 0.55)  # ... and of what it takes of blue at most so much of green and of red
STAIN_LEAST_MM2 = 2.0  # smaller ones are the blur between letters
STROKE_EDGE = 0.38  # of the darkest within half a millimetre: less is the blurred edge of a stroke
FOLD_FAINTEST, FOLD_DARKEST = 0.04, 0.45  # share of the light that a fold takes: less is grain, more is a rule
FOLD_SHARE = 0.85  # of the way over the table that a fold is seen
FOLD_SLOPE = 0.02  # by which a fold may lie askew
FOLD_BROAD_MM = 0.8  # at half its depth; a pale rule is thinner
FOLD_WIDE_MM = 2.0  # from the middle of a fold to where the paper is flat
SPECK_MM2 = 0.08  # smaller specks are dust and fax noise; the dot of an i by a fine pen is 0.12
RULE_SEARCH_MM = 2.6  # a printed rule lies so close to the edge that the sheet stage gave (curl, folds) ...
RULE_SEARCH_SHARE = 0.28  # ... and within this share of the height of a row
RULE_BLOCK_MM = 2.0  # rules are followed in steps of this length: a dotted rule has ink in every step
RULE_COVERAGE = 0.5  # share of a rule's length that must be inked
RULE_SECOND_COVERAGE = 0.8  # of a second rule close to the first: boxes side by side, double rules
RULE_LONE_COVERAGE = 0.9  # of a rule on a sheet that mostly has none there
RULE_WORN_COVERAGE = 0.3  # of a rule on a sheet that has them all: a copy may have lost most of one
RULE_INKED = 0.3  # share of a block that is inked where the rule is, beside its middle
RULE_FRAYED_PX = 2  # beside a rule that bends: so far its edge may stand out
RULE_LED_PX = 3  # of ink beside a rule: fewer lead no stroke onto it
RULE_EVEN_MM = 24.0  # to either side, over which a worn rule is as dark as here; a word on it is shorter
RULE_PALER = 0.12  # of the light that a pen on a rule takes besides, where the rule is paler
RULE_CROSSED_PX = 2  # by which a run across a rule is longer than the rule where a stroke crosses or touches it
RULE_THICKEST_MM = 0.75
PRINT_ROWS_MIN = 4  # from so many rows on, what repeats in them is print ...
PRINT_ROWS_ALIKE = 0.84  # ... if it does so in this share of them: all of up to 6, all but one of 7 to 12
PRINT_SHARP = (
    0.5  # of the place where six rows in ten have ink, print has this share in nearly all: handwriting fades out
)
PRINT_MIN_MM = 1.3  # where handwriting happens to coincide in all rows it does so over less than this
PRINT_LONG_MM = 8.0  # no strokes of letters coincide in nearly all rows over as much; shorter print stands ...
PRINT_ALONE, PRINT_WITHIN = (
    0.25,
    0.6,
)  # ... by itself in this share of the rows, by this share of its ink: letters go on in words
STREAK_SLOPE = 0.09  # a copier's streak is upright on the copy, and the sheet lay up to 5 degrees askew
STREAK_COVERAGE = 0.75  # share of the sheet's height that a streak covers
PRINT_JITTER_MM = 0.5  # how far the cells of a column may lie off each other after flattening
SPLIT_SHARE = 0.25  # joined writing with at least this share in a second column, and ...
SPLIT_MM = 3.5  # ... this far into it, is two people's words that touch: it is cut at the edge
SIGNED_DEEP = 0.6  # of a row's height: what reaches so far into a second row's signature cell, with that share, is two that touch, ...
SIGNED_WORDS_MM2 = 4.0  # ... if that row holds so much ink in other columns: else it is a flourish over an unused row
TALL_PIECE = 1.35  # row heights: what is taller is cut at the rows' edges; signatures hang over by less
LETTER_GAP = 2.0  # times the usual gap between this hand's letters: a wider one parts words ...
LETTER_GAP_LEAST, LETTER_GAP_MOST = 0.2, 0.5  # ... within these shares of the letters' height
# Of a gap as wide as the letters are high: how much counts that the next cell's writing begins as far off its usual place, that it
# begins before its cell, and that it would have none
OVERHANG_BEGINS, OVERHANG_EARLY, OVERHANG_EMPTIES = 0.5, 0.4, 0.9
OVERHANG_WHOLE = 0.65  # of the usual width of the next cell's writing: so much is a word of its own
OVERHANG_CLINGS_MM = 0.5  # behind the edge: the next cell's own writing begins further off
DOT_REACH_MM, DOT_REACH = 1.5, 0.18  # from a row's edge, and of its height: so far a dot or an accent reaches over
DOT_NEAR_MM = 1.4  # from its letter
DOT_APART = 0.5  # of the distance to the nearest letter of the row in which it stands
LETTER_MM = 9.0  # no letter is wider: what is wider beyond the edge is the next cell's own writing
NUMBER_ENDS_MM, NUMBER_HIGHEST_MM = 12.0, 4.5  # where the printed number of a row ends, and how high it is at most
NUMBER_APART_MM = 1.0  # from it to the first word
NUMBERED_SHARE = 0.8  # of the rows in which a number is seen at the same height: names are written less evenly
CELL_MARGIN_MM = 0.8  # white around the ink in a cell's picture
PEN_MM = 0.6  # half the width of a broad pen and some shake
FAINT_MARK_SHARE = 0.35  # of the darkness of a hand's strokes: its faintest hyphens have half, grain has less
FAINT_MARK_LEAST_MM2 = 0.06  # four pixels; noise of a fax is smaller
FAINT_MARK_WIDE_MM, FAINT_MARK_HIGH_MM = 2.5, 1.0  # a long hyphen; a thick dot
# Of the height of a cell's letters: thinner than THIN, or than BAR and LONG times as wide as high, is a rule beyond them; further off
# than APART is no letter's part.
CRUMB_THIN, CRUMB_BAR, CRUMB_LONG, CRUMB_APART = 0.15, 0.5, 6, 1.0
CRUMB_UNDER = 0.2  # of the same: an underscore stands no further below the feet of the letters
CRUMB_SMALL = 0.6  # of the same: lower than this beside a line of digits
CRUMB_MOST = 0.3  # of the width of the letters in a line: more is a second line
