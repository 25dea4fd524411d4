"""What a room takes."""

from learning.loops.places import LINE, NUM_ARGUMENTS, NUM_PARTS, room_size


def test_a_room_holds_each_of_its_parts_with_the_gap_behind_it():
    n, v, h, k, b = 7, 50, 12, 5, 3
    parts = [v * h, n * h, n * h, (h + 1) * k, 2 * h, b * n, b * h, b * h, k * b, 2 * b]
    assert len(parts) <= NUM_PARTS
    end = 0
    for size in parts:
        end = (end + size + LINE - 1) // LINE * LINE
    assert end + NUM_ARGUMENTS <= room_size(n, v, h, k, b) <= end + NUM_ARGUMENTS + NUM_PARTS * LINE
