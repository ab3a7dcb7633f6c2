"""Pictures that are drawn from what the program computes show what it computes."""

from docs._ext.options_pictures import IMAGES, drawn
from docs._ext.pipeline_picture import PLACE, picture


def test_the_picture_of_a_hand_over_is_the_one_that_the_projection_draws() -> None:
    # Written anew by `python -m docs._ext.pipeline_picture`.
    assert PLACE.read_text(encoding="utf-8") == picture()


def test_the_pictures_of_options_are_those_that_the_kept_answer_draws() -> None:
    # Written anew by `python -m docs._ext.options_pictures`.
    for name, text in drawn().items():
        assert (IMAGES / name).read_text(encoding="utf-8") == text, name
