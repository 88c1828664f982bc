import bit_flips


def test_no_flipped_bit_gives_a_silently_wrong_cell():
    # The script beside this flips 10,000 bits; these are its first ones.
    ends, wrong = bit_flips.flip_many(bit_flips.SAMPLES, 400)
    assert wrong == []
    assert ends["told"] > 200
