"""Each row to at most one column so that the sum is greatest: the Hungarian method by shortest augmenting paths."""

import numpy as np
import numpy.typing as npt


def best_assignment(gains: npt.NDArray[np.float64]) -> list[int]:
    """Assign rows to columns, each used once at most, for the greatest sum of gains.

    Takes:   gains: rows × columns; a pair with a gain of 0 or less is not worth making.
    Returns: the column of each row, -1 = none.
    Raises:  nothing.
    Source:  H. W. Kuhn 1955; potentials and shortest augmenting paths as by R. Jonker and A. Volgenant 1987.
    """
    rows, columns = gains.shape
    if not rows or not columns:
        return [-1] * rows
    # A column of its own for each row, with no gain, stands for "none".
    cost = -np.hstack([np.maximum(gains, 0.0), np.zeros((rows, rows))])
    width = columns + rows
    row_of = np.full(width + 1, -1)
    row_price, column_price = np.zeros(rows), np.zeros(width + 1)
    for row in range(rows):
        row_of[width] = row
        current = width
        least = np.full(width, np.inf)
        before = np.full(width, width)
        done = np.zeros(width + 1, dtype=bool)
        while row_of[current] >= 0:
            done[current] = True
            here = int(row_of[current])
            open_columns = ~done[:width]
            reduced = cost[here] - row_price[here] - column_price[:width]
            better = open_columns & (reduced < least)
            least[better], before[better] = reduced[better], current
            nearest = int(np.argmin(np.where(open_columns, least, np.inf)))
            step = least[nearest]
            row_price[row_of[done]] += step
            column_price[done] -= step
            least[open_columns] -= step
            current = nearest
        while current != width:
            row_of[current] = row_of[before[current]]
            current = int(before[current])
    found = [-1] * rows
    for column in range(columns):
        if row_of[column] >= 0 and gains[row_of[column], column] > 0:
            found[int(row_of[column])] = column
    return found
