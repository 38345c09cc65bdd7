import theme

WIDTH = 3
BROKEN = theme.SPACING.missing
