"""Stage 3, rows: states, signatures, dittos, ticks."""

# A stroke through unused rows explains so much of a row's ink, which lies so far off it at most (half a broad pen and a hand's shake), and
# rules and columns cut it into no more pieces
UNUSED_WITHOUT_GAPS = 0.5  # of its own length: rules cut a stroke, small words on one line fill half of theirs
UNUSED_ALONG = 0.5  # of a row's width: a stroke along so much of it is no word and no signature
UNUSED_DOT_MM, UNUSED_DOTS = 1.2, 0.15  # a smaller piece is a dot; a copier adds no more of them, of a row's ink
UNUSED_EXPLAINED, UNUSED_OFF_MM, UNUSED_MOST_PIECES = 0.94, 0.7, 12
SPECKLE_MM2 = 0.16  # a piece of ink smaller than this says nothing by itself
DASH_MIN_MM = 1.6
DASH_THICKEST_MM = 1.1  # a broad pen's dash ...
DASH_FLATNESS = 0.22  # ... or this share of its length where it is long and wavy
RULE_REST_MM = 0.9  # as high are the bits of a dotted rule, and as far off a straight line; small letters are higher
DITTO_WIDEST_MM = 6.0  # two slashes that lean far
DITTO_HIGHEST_MM = 6.0  # slashes of a large hand
DITTO_STROKE_MM = 0.33  # how far a single run of a broad pen spreads across its direction; a letter spreads more
DITTO_UPRIGHT = 1.2  # one of two strokes at least is so much higher than wide: two dots say nothing
DITTO_DOT = 0.7  # of a stroke's height: a copier's dot beside it is no larger
DITTO_BLOT = 1.3  # of its height: no wider is the blot that two strokes ran into, slashes by a broad pen
DITTO_SOLID = 0.88  # strokes and blots fill this share of their convex hull; the letters of a short word less
DITTO_BETWEEN = 0.8  # the same of a blot between two dashes, which no word has
DITTO_BLOT_SPREAD_MM = 0.3  # blots are wider than one stroke
DOWN_SHARE = 0.6  # of the row's height: what says "as above" by a stroke down the column
DITTO_DOWN = 0.7  # of the row's height: no two short strokes are so high
DOWN_AREA_MM = 1.7  # ink for each millimetre of its height: a broad pen, and a foot or an arrow's head
DOWN_WIDEST_MM = 6.0
SPOT_MM, SPOT_SOLID, SPOT_ROUND = (
    2.0,
    0.85,
    0.5,
)  # a spot's sides, the share of its hull that is inked, its shorter side of its longer one
SPOTS = 3  # in a cell: more of them are small letters that ran
ENTRY_MIN_MM = 1.7  # ... and the reach of its largest stroke; crumbs of rules and shading are smaller
ENTRY_MIN_MM2 = 1.0  # ink of a written cell that makes a row filled; two thin letters have more
# A label that stands in every row before the room for writing is no wider, at most so many rows have ink in it (a rest of its print), and
# so many beside it
LABEL_WIDEST_MM, LABEL_EMPTY, LABEL_FOLLOWED = 25.0, 0.1, 0.3
BESIDE_MM = 2.0  # between two columns that stand side by side: they share a rule
RUNS_OUT = (
    0.25  # of its height from the end of its cell, or nearer: writing that may have lost a letter to the next cell
)
SIGNATURE_CLINGS_MM = 1.2  # to the rule: what begins so close to it and ends soon came over from the row beside
SIGNATURE_DEEP = 0.4  # of the row's height: so far the end of the neighbour's signature comes ...
SIGNATURE_DEEP_ALONE = 0.6  # ... where nothing else stands in the row
SIGNATURE_DASH_MM = 10.0  # a single flat stroke shorter than this is a dash, a longer one somebody's signature
SIGNATURE_MIN_MM2 = 1.0  # ink in the signature cell ...
SIGNATURE_MIN_MM = 3.0  # ... and its reach; a cross that stands for a name is larger
SIGNATURES_LEAST = 3  # rows: in fewer a long word looks like a signature
# In half of the cells the widest stroke is so much of all that stands there, of the row's height, and so wide (measured: signatures from
# 0.88, 0.44 and 14 mm on, words up to 0.88, 0.45 and 10 mm, but never all three)
SIGNATURES_IN_ONE, SIGNATURES_HIGH, SIGNATURES_LONG_MM = 0.8, 0.4, 11.0
TICK_MIN_MM2 = 0.7  # ink of a tick by a fine pen; a dot or a slip has less
TICK_MIN_MM = 1.2  # a tick's width and height; a dash is flatter
TICK_REACH_MM = 1.8  # the longer of both; the dot of a broad pen is 1.6
TICK_PIECES, TICK_WIDEST_MM = 4, 14.0  # so many strokes over so much are words; a tick has one or two, "yes" is shorter
TICK_EDGE_MM, TICK_EDGE_THICK_MM = 1.8, 0.7  # a straight level or upright stroke so long and thin is an edge of the box
TICK_ACROSS = 0.95  # of the cell's width: a stroke from edge to edge goes on in the next cell
OVERRUN_CLOSE_MM = 2.7  # from letter to letter, large ones too
OVERRUN_SHARE = 0.55  # of a cell, from its edges: so far words run over; a tick in a box reaches beyond its middle
STRIKE_WORTH_NAME = 0.3  # of the writing's width, or ...
STRIKE_WORTH_ROW = (
    0.1  # ... of the table's, that the widest stroke covers before anything is followed: saves nine rows in ten
)
STRIKE_MIN_MM = 8.0
# Log-odds of a row being crossed out: of one without long strokes; those of half of the rows of a clear picture, where so many are written;
# and how much of what they are above that is held against each row of the sheet
STRIKE_NEVER, STRIKE_USUAL, STRIKE_ROWS, STRIKE_SHARED = -14.0, -6.0, 4, 0.5
NAME_COLUMN_MM, NAME_LEAST_MM = (
    25.0,
    12.0,
)  # a column with room for a name, and a name: narrower ones hold numbers and ticks
STRIKE_LEAVES_MM2 = 3.0  # of the letters that it crosses; the ragged edge of a line alone leaves less
STRIKE_DUST_MM = 0.9  # smaller pieces are dust, or dots that say nothing of a strike
STRIKE_GAP_MM = 0.5  # a copy breaks a stroke by so much; words lie further apart
STRIKE_LEG_MOST_MM = 40.0  # of a cross's straight strokes: a hand draws no longer ones quite straight
ASTRIDE_OFF = 0.35  # row heights from the rule lies the middle of a line that stands across it
ASTRIDE_CROSSES = 0.1  # row heights on either side of the rule: the letters of a line that stand across it
ASTRIDE_LETTERS = 1.4  # row heights: no higher is a line whose letters overlap so
ASTRIDE_OVERLAP = 0.3  # of the lower box's height: the letters of one line given to two rows stand beside each other
NAME_PART = 0.8  # of the width of half of the names: a name parted over two rows has two parts, each shorter
NAME_WORD = 0.6  # the same where only one part is so short: a single word
