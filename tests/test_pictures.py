"""Pictures that are drawn from what the program computes show what it computes."""

from docs._ext.pipeline_picture import PLACE, picture


def test_the_picture_of_a_hand_over_is_the_one_that_the_projection_draws() -> None:
    # Written anew by `python -m docs._ext.pipeline_picture`.
    assert PLACE.read_text(encoding="utf-8") == picture()
