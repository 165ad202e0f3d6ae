"""Drawings with every position decided, and how Graphviz turns them into SVG: for all styles, knowing no journey."""

from journeymap.drawing.digraph import dot
from journeymap.drawing.engine import Engine, GraphvizFailed, GraphvizMissing, available
from journeymap.drawing.shapes import Drawing
from journeymap.drawing.vector import svg

__all__ = ["Drawing", "Engine", "GraphvizFailed", "GraphvizMissing", "available", "dot", "svg"]
