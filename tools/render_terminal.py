#!/usr/bin/env python3
"""Draws the output of a program as an SVG terminal: render_terminal.py OUT.svg TITLE < TEXT.

The picture in the README is made from a real run:
    hybridize --isolated --checks=none,side-effect-print examples/classifier |
        tools/render_terminal.py docs/finding.svg "hybridize examples/classifier"
"""
import html
import sys

SIZE, WIDTH, HEIGHT, MARGIN = 13, 7.83, 18, 16
COLOURS = (("error", "#ff6b6b"), ("warning", "#ffb454"), ("note", "#7fd1ff"), ("^", "#ff6b6b"), ("├", "#8fa1b3"), ("└", "#8fa1b3"), ("│", "#8fa1b3"))


def colour(line):
    head = line.strip()
    for mark, value in COLOURS:
        if head.startswith(mark) or (mark.isalpha() and f": {mark} HYB" in line):
            return value
    return "#d8dee9"


def render(title, lines):
    columns = max([len(title) + 2] + [len(line) for line in lines])
    wide, high = columns * WIDTH + 2 * MARGIN, (len(lines) + 2) * HEIGHT + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{SIZE}">',
        '<rect width="100%" height="100%" rx="8" fill="#1f2430"/>',
    ]
    y = MARGIN + SIZE
    out.append(f'<text x="{MARGIN}" y="{y}" fill="#a6e22e" xml:space="preserve">$ {html.escape(title)}</text>')
    for number, line in enumerate(lines, 2):
        text = html.escape(line)
        out.append(f'<text x="{MARGIN}" y="{y + number * HEIGHT}" fill="{colour(line)}" xml:space="preserve">{text}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


if __name__ == "__main__":
    picture = render(sys.argv[2], [line.rstrip() for line in sys.stdin])
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(picture)
