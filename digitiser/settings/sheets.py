"""Stage 2, sheets: papers, marks, rules and headings."""

SHEET_PX_PER_MM = 8.0  # 203 dpi: writing stays 30 to 60 pixels high, and an A4 sheet is 4 million pixels
# Rules are searched at 127 dpi: a rule of 0.2 mm is still one pixel, and an A4 sheet takes tenths of a second
RULES_PX_PER_MM = 5.0
# The longer side of the picture in which the paper's outline is searched: its edge to 0.5 mm
PAPER_DETECTION_PX = 500
PAPER_MIN_SHARE = 0.12  # of the picture: what is smaller is a label or a phone on the table, not the sheet
PRINT_FEWEST = 6  # numbers or labels one below the other at one pitch: lists and letters hold fewer
PRINT_MOST = 45  # of them in a column: no sheet has as many rows
PRINT_OTHERS = (
    0.2  # for each of them, other marks that may stand between them: letters of a text in any order have many
)
PRINT_PITCH_MIN_MM = 6.5  # from row to row; lines of text stand closer
PRINT_ALIGNED_MM, PRINT_UNEVEN_MM = 0.8, 0.5  # how far numbers and labels are off their column, and off their pitch
PAPER_CUT_PITCHES = 1.1  # the same in rows: a row's edge may be taken for the paper's
PAPER_CUT_MM = 15.0  # from a table to the edge of its paper: so close, the edge may be that of a heading band or a fold
PAPER_LONGEST = 1.42  # times its width, is a paper high
FOLD_MIN_GAIN = 1.5  # rungs more that a table must have beyond an edge which is that of a fold
PAPER_BEYOND = 0.45  # of the height of what was seen of it, that a paper may go on
# Shorter or narrower than this it is a strip, and no rows could be read in it
PAPER_MIN_PX, PAPER_MIN_ASPECT = 240, 0.3
PAPER_PART_MIN_EDGE = 0.8  # the same of a paper that touches another: three sides of four are not enough
# Times its width: a longer region is two papers side by side, since even in perspective no paper is. Three sides of a part are enough then
PAPER_TOO_LONG, PAPER_PART_OF_LONG_MIN_EDGE = 1.8, 0.7
PAPER_NOTCH_PX = 4  # the depth in that picture of a notch between two papers that touch
# Tried in this order: log brightness a pixel of that picture that ends a paper (soft shadows stay below 0.04), pixels of a leak
# through such an edge that are closed, and the share of the outline that must show a step from paper to table
PAPER_SHARP_EDGE = ((0.05, 3, 0.7), (0.1, 3, 0.7), (0.05, 7, 0.8), (0.035, 5, 0.85), (0.025, 7, 0.85), (0.018, 9, 0.85))
# How far the edge of a curled paper may lie off a straight side, tried in this order
PAPER_EDGE_OFF_PX = (0, -6, 6, -3, 3)
# Where brightness tells nothing: a paper is calmer than these (mean slope of log brightness in a window of so many pixels; noise of a
# dark photo 0.002, wood and stone 0.008 and more), and its border at least twice as rough along this share
PAPER_CALM, PAPER_CALM_WINDOW_PX, PAPER_CALM_NECK_PX, PAPER_CALM_MIN_EDGE = (0.0035, 0.005, 0.007), 11, (11, 19), 0.7
PAPER_ROUGHEST = 0.03  # a single sharp edge is no roughness
EDGE_STEPS = (0.005, 0.012)  # of log brightness a pixel of that picture: where an edge may run, and where one begins to
EDGE_INSIDE_PX = (5, 8, 11, 14)  # so far within an edge the paper is calm, ...
EDGE_CALM, EDGE_PEAK = (
    0.012,
    0.45,
)  # ... flatter than this, and than this share of the edge's steepness: a soft shadow has no edge
EDGE_TURN_DEG = 36.0  # that a side may be turned from upright or level
EDGE_LINES, EDGE_TRIED = 10, 25  # lines for each side, and the likeliest papers between them that are looked at closely
EDGE_SHORTEST, EDGE_ASKEW = 0.2, 2.2  # a side's share of the picture, and how much longer than its opposite it may be
# What makes a paper beside the share of its border that is an edge: the worst side, its size, how far the edges go on beyond its corners
# (then it is cut at a fold or a band), how rough it is within. Measured on 96 drawn papers, photographed on bright and grained tables
EDGE_LEAST_SIDE, EDGE_SIZE, EDGE_BEYOND, EDGE_ROUGH_INSIDE = 0.5, 0.2, 1.0, 20.0
EDGE_SUPPORT, EDGE_SUPPORT_BESIDE = 0.7, 0.85  # of the border of a paper, and of a second one beside it
EDGE_BETTER = 0.15  # than a region that was found
PAPER_ROOM_MIN_SHARE = 0.35  # of a picture, beside the tables found on it: another sheet may lie there
PAPER_SIZES_MM = ((210.0, 297.0), (215.9, 279.4))  # A4 first: it is the guess where no edge is seen; US Letter
RULE_MAX_THICKNESS_MM = 1.4  # thicker dark bars are bands (headings), not rules
# Share of the light that a rule takes: a pale hairline on a clean scan, a rule on a grainy photo
RULE_MIN_CONTRAST = (0.03, 0.08)
# Logarithmic: shading of 3 % on a clean scan, 5 % on a photo; the slope of a shadow stays below
EDGE_MIN_STEP = (0.018, 0.03)
PIECE_MIN_MM = 12.0  # shorter level strokes are letters and signatures
PIECE_MAX_ROUGHNESS = 0.06  # pixels a pixel, without its slope: rules waver by 0.01, lines of text by 0.05 to 0.3
LINE_JOIN_MM = 0.9  # pieces of one rule lie within this height of each other once the paper is straight
# Powers of x and y by which a paper may bend: a wave of one and a half periods along the rules.
BEND_POWERS = ((1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1), (1, 2), (2, 2), (4, 0), (5, 0), (4, 1), (6, 0))
BEND_STEEP = 0.07  # slope of a line from which it is looked for once more: at 0.14 it is no longer seen
BEND_LOOKS = 2  # so many times
PITCH_MIN_MM, PITCH_MAX_MM = 4.5, 45.0  # the height of a row on any sheet: 30 on a page, or 5
PITCH_DRIFT = 0.35  # how far perspective may change the pitch over a page that was not straightened by its outline
RUNG_ASTRAY_MM = 0.5  # from where its neighbours promise a rung: then a rule close to it may be the right one
RUNG_TOLERANCE = 0.14  # of the pitch: how far a rung may lie from where the last ones promise it
RUNG_MIN_COVER = 0.5  # of the table's width that a rung's line must cover: handwriting and thumbs hide parts of rules
# The longer side of the picture in which marks are searched: 10 mm are 80 pixels on a page that fills it
MARK_DETECTION_PX = 2400
# Of the sheet's diagonal: how far perspective may move a mark from where its neighbour promises it
MARK_MAX_STRAY = 0.3
MARKS_ENOUGH = 3  # of the four: their twelve corners hold a homography
MARK_MARGIN_PX = 40  # white around the page: a mark that touches the picture's edge has lost the white it needs
MARK_WEIGHT, CODE_WEIGHT = 10.0, 3.0  # what a corner of a mark and of the code says, against a point of a rule
CODE_MODULES = 29  # each way: version 3 of the QR code, as our forms print it
CODE_NEIGHBOURS = 5  # modules around one, among which there are black and white ones
MARK_ALIKE_MM = 0.8  # by which corners may miss a paper that was neither tilted nor bent
FIT_MAX_MM = 3.5  # how far from its place a form's rule is still recognised; rows are 10 mm apart
FIT_STEADY_MM = 5.0  # marks that lead astray by no more tell each rule from the next, half a row away
FIT_MIN_COVER = 0.4  # of a rule's length that must be seen
FIT_LADDER_MM = 1.5  # how far a rule may lie from its place once all are shifted together
FIT_MAX_STRETCH = 0.06  # how much larger or smaller than its lone mark says a sheet may be
FIT_DRIFT = 0.4  # millimetres by which marks lead astray, for each time that the sheet is larger than their spread
FIT_MOVED_MM = 4.0  # a sheet that lies so far from where the marks had it is looked at once more
SAME_PAPER_SHARE = 0.3  # of the smaller outline: sheets lie beside each other, and overlap little
FIT_SEEN_MM = 0.6  # so close to its place a rule is seen
FIT_MIN_SHARE = 0.4  # of a form's rules that must be seen where the marks alone do not vouch for the sheet ...
FIT_SURE_SHARE = 0.7  # ... and where it has no code either
FIT_HELD_MM = 1.5  # by which marks and code may miss the fit: a curl between two rules is less
FIT_WHOLE_SHARE = 0.95  # where fewer are seen, a look at all lines may tell more
COURSE_STEP_MM = 4.0  # rules are followed in steps of this length
COURSE_REACHES_MM = (
    3.0,
    1.5,
    1.0,
)  # how far from its place a rule is looked for: first, then while more are found, and last
COURSE_ROUNDS = 5  # at most, while more are found
COURSE_MIN_SEEN = 0.4  # of a rule's length, before it counts as seen: writing and thumbs hide parts
COURSE_MIN_CONTRAST = (0.03, 0.08)  # share of the light that a rule takes, on a clean scan and on a grainy photo
# A bend's terms: Legendre polynomials up to these degrees along the rules that show it and beside them ...
BEND_DEGREES = (8, 3)
BEND_FADES = (0.6, 0.4)  # ... each degree (from the second on along) so much smaller than the one before
BEND_COST = 2.0  # of a term as large as what a flat sheet leaves unexplained; points on one rule err together
WARP_NOISE_MM = 0.15  # by which a point of a rule is seen beside its place
WARP_MOST_MM = 10.0  # a bend moves nothing further: what seems so is not the rule
WARP_ROUNDS = 3  # of reweighted least squares; the weights hardly change after three
HEADING_MIN_LIKENESS = 0.72  # letters that must agree: "Sumame" is Surname, "Count" is not Consent
HEADING_MIN_MM, HEADING_MAX_MM = 3.0, 32.0  # height of a heading row
HEADING_GAP_MM = 6.5  # between headings and the top of the first row, where no line is printed there
# The highest heading row, millimetres and pitches: what is higher between two rules holds a row besides its headings
HEADING_ROW_MAX_MM, HEADING_ROW_MAX_PITCHES = 16.0, 1.6
FIRST_ROW_PITCHES = (0.75, 1.3)  # height of the row right below headings that were read: it may differ
HEADINGS_ENOUGH = 1.7  # two headings well read: chance does not give that upside down
HEADING_MAX_SHARE = 0.5  # of the table's width: wider phrases are running text
HEADING_MIN_GAPS = 0.15  # of a line's length between its words: running text has no wide gaps
HEADING_MAX_LETTER_MM = 5.5  # accents and tails included: higher print is a title
HEADING_LEAST = 4.0  # letters explained by known wordings: what explains less is no line of headings
HEADING_SURE = 9.0  # letters explained by known wordings: the other script need not be tried
HEADING_ROWS = 4  # so far down the headings may stand where boxes above the table were taken for rows
HEADING_REACH_MM = 32.0  # above the first row: title and headings are read there
LABEL_BEFORE_MM = (
    16.0  # before the line to write on, the first label of a row stands outside what was seen of the table
)
LABEL_LIGHT = 215  # of 255: small print that all rows have in common is darker
LABELS_LEAST_MM2, LABELS_CLEAR = 0.1, 4.0  # of such print; and times as much at the one edge of cells as at the other
LABEL_GAP_MM = 0.8  # from a cell's edge to its label
CARD_MIN_MM = 11.0  # height of a row of two lines: less leaves no room to write in both
CARD_FEWEST = 4  # rows that have anything in common but by chance
CARD_LABEL_MM = 0.9  # from the upper edge of a card's cell to its label
CARD_NAMED = 3  # cells of a card that are understood: a name, a country or a signature, and one below or above
NUMBERS_FEWEST, NUMBERS_SHARE = 5, 0.85  # of the rows, that begin with a number where there is a column of them
NUMBER_MAX_MM, NUMBER_REACH_MM = 5.5, 14.0  # its width, and how far from the table's end it stands
NUMBER_ALIGNED_MM, NUMBER_LEVEL_MM, NUMBER_GAP_MM = (
    1.2,
    0.8,
    1.5,
)  # how far off the others, across and in height, and the white after it
NUMBER_COLUMN_MM = 14.0  # a first column without a heading and narrower than this holds the rows' numbers
LATTICE_NODES = 65  # each way: the curl of an A4 page is smooth over 5 mm
UPRIGHT_MIN_CONTRAST = 0.05  # share of the light that an upright rule takes
UPRIGHT_GRAIN = (
    1.5  # times as dark as what is around it, a rule is at least: grain of a dark photo makes streaks of a fifth more
)
UPRIGHT_GRAIN_MM = 6.0  # to both sides, that are looked at
UPRIGHT_MIN_COVER = 0.55  # of the table's height that an upright rule covers
# Share of the upright rules that most rows show, and that a row shows which is none of the table
UPRIGHTS_MOST, UPRIGHTS_FEW = 0.8, 0.3
UPRIGHT_JOIN_MM = 1.5  # closer than this, two upright rules are one
LEAN_PITCHES = 1.5  # rows that a stroke must cross to tell how upright rules lean: letters and signatures do not
LEAN_FEWEST = 3  # such strokes beside each other: a frame, a fold or a streak of the scanner alone tells nothing
LEAN_AGREE = 0.006  # to the right, a millimetre down, by which a rule may lean otherwise than the others promise
LEAN_BEYOND_MM = 6.0  # beyond the ends of the rules as they were seen: farther lies the paper's edge, or another sheet
LEAN_SHARE = 0.6  # of the length of all strokes that must agree
LEAN_MOST = 0.25  # steeper is no upright rule of a table whose rows are level
STREAK_MIN_COVER = 0.5  # of the height above or below the table: a streak on the scanner's glass goes on there
BOX_ASTRAY = 2  # rungs that may lie beyond the last box, in the pitch of the double lines by chance
BOX_UNEVEN_MM = 0.6  # how much higher or lower than the others the box at an end may be
STREAK_ALIKE = 0.5  # of its contrast within the table, that a streak has outside
DOUBLE_MAX_MM = 4.0  # the widest space between rows that are printed as boxes
END_MAX_SHORT_MM = 2.0  # how far apart the ends of a table's rules may lie
GAP_MOST_BELOW, GAP_STEADY = (
    2,
    0.8,
)  # lines of a foot below a gap in the table; share of the rungs above it that end where another does
PAPER_EDGE_DARKER = 0.75  # the table top against the paper; shaded rows are lighter than this
PRINT_LEAST_CONTRAST = (
    0.006  # deviation of the share of light that a strip of a row takes: below, it is the steps of a lamp's light
)
LABEL_STRIP_MM = 3.4  # the upper part of a cell, in which labels are printed
# How much more like every second row than like its neighbours a row is (measured: entries of two lines 0.28 to 0.74, others up to 0.05);
# below the other likeness it is no line of an entry
ALTERNATE_MIN, ALTERNATE_ALIKE_MIN = 0.17, 0.25
ALTERNATE_OWN_MIN = 0.35  # the same correlation where every second row carries it: numbers and writing alone have less
# Logarithmic step of the paper's light from row to row where every second one is shaded, and the share of the steps that are so large
SHADE_LEAST, SHADED_SHARE = 0.012, 0.8
ALTERNATE_STEADY = 0.7  # of those that must end at the same places
ALTERNATE_BOXES = 0.6  # of the rungs that are two lines: then every row is a box by itself
PAPER_CLEAR = 0.85  # of the light beside it, each against the row above: less is hidden by a thumb or a fold
RULE_GOES_ON = 0.35  # of a rule's darkness where it was seen, that is left of it elsewhere
ALTERNATE_SHORTER = 0.1  # of the table's width: where every second rule is so much shorter, a tall cell stands beside the lines of an entry
# How much the height of an end row may differ, of its neighbours' height, and millimetres, and deviations of theirs
END_PITCH_SHARE, END_PITCH_MM, END_PITCH_DEVIATIONS = 0.065, 0.9, 6.0
SIDE_AGREE_MM, SIDE_QUANTILE = 1.5, 0.25  # of the rungs' ends: a worn rule ends early, seldom late
FAINT_BLOCK_MM = 8.0  # a pale rule must be darker in most blocks of this width ...
FAINT_MIN_BLOCKS = 0.6  # ... in this share of them
FAINT_MAX_CONTRAST = 0.08  # share of the light: what is darker was traced, or is print
FAINT_NOISES = 5.0  # times the noise of a row's mean by which it must stand out
BAND_MIN_MM, BAND_MAX_MM = 4.0, 20.0  # height of a dark heading band
BAND_MIN_STEP = 0.35  # logarithmic: a band is darker than any shaded row
INK_PITCH_MIN_MM, INK_PITCH_MAX_MM = 6.0, 25.0  # height of a row that is only known by its writing
WRITTEN_RHYTHM = 0.2  # 0 for writing anywhere, 1 for writing in the middles of the rows alone
# Where only lines of writing are left: the least height of a row, how few tell nothing, the width of the blocks in which ink is counted, in
# how many of them a row's middle has some, and the share of that at its edges from which they are no edges
WRITTEN_PITCH_MIN_MM, WRITTEN_FEWEST, WRITTEN_BLOCK_MM, WRITTEN_LEAST_BLOCKS, WRITTEN_BETWEEN = 7.0, 6, 6.0, 1.5, 0.6
RUNG_MAX_BEYOND_MM = 3.0  # a line that runs on so far beyond both ends of the table is no rule of it
LADDER_SURE = 7.0  # a score that columns of a sheet on its side do not reach
LADDER_LONG = 6.0  # pitches: the same for the length
SMALL_PRINT_BLOCK_MM, SMALL_PRINT_MIN_BLOCKS = 8.0, 4  # a word or two; fewer blocks tell nothing
SMALL_PRINT_MIN_MM = 1.0  # thicker is no rule, however blurred
TABLE_MIN_ROWS = 3  # of a sheet beside others: a box of text has two lines
TABLE_HEADED = 3  # columns whose headings were read: such a sheet may have fewer rows
TABLE_MIN_SHARE = 0.6  # of a paper's width: a narrower table leaves room for another sheet beside it
RULE_WEAK = 0.25  # of the contrast of a table's rules: paler ones show through from the back
RULE_BACK_OFF_MM = (
    0.25  # that the back's rules lie off the table's pitch and ends; its own, pale or not, are seen to 0.1
)
RULE_WEAK_PITCHES, RULE_WEAK_SCORE = (
    1.6,
    0.75,
)  # of the pitch with them, and of a rung: then the table is whole without them
LABEL_MIN_INK = 0.01  # mean darkness of a label; a heading in the middle of its row stands below the strip
LABEL_ROWS = 4  # that are looked at for it: the cards of two lines among them
# Of the light of every other row, that a band of headings keeps though nobody can read them; and by how much its step exceeds all others
HEADING_DARKER, HEADING_STEP = 0.95, 2.0
LABEL_MIN_MM2 = 4.0  # of print that all rows have in common: less tells nothing
LABEL_EVEN = 0.5  # of the darkness that a label has in the rows that show it best, in those that show it worst
LABEL_ROWS_ALIKE = 0.75  # of the rows in which it must stand: half of them may have writing at one place
# Share of the labels' print that each row which has them shows; that tells one row more; and that a row which has none shows of it
LABEL_CARRIED, LABEL_SURE, LABEL_LACKED = 0.6, 0.8, 0.5
LABEL_AGAIN = 0.65  # of a word's ink, that stands in the next row too where it is a label
LADDER_MIN_SCORE = 1.5  # of noise: four rungs half seen, each well in its place, score 2
LADDER_MIN_RUNGS = 4  # three rows: fewer are no table
