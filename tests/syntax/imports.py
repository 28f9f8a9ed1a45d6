import a
import a.b.c as d, e
import a . \
    b as c
from a import b
from a.b import c as d, e
from . import a
from .. import a as b
from ...a.b import c
from . . a import (
    b,  # comment
    c as d,
)
from a import *
from .a import *
from __future__ import annotations, division as d
from __future__ import (annotations)
from a import (b)
