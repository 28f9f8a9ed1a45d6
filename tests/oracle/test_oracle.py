"""Tests of the oracle itself: python3 test_oracle.py PYTHON_WITH_TENSORFLOW (what `run.py --self-test` starts).

Each makes a small tree with pages of its own and a linter that is a few lines of Python, judges it, and looks at what is printed:
above all that a wrong claim fails, and says where.
"""
import contextlib
import io
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUN = ROOT / "tools/oracle/run.py"
sys.dont_write_bytecode = True
sys.path.insert(0, str(RUN.parent))

import environments  # noqa: E402  (the path above makes these importable)
import pages  # noqa: E402
import run  # noqa: E402
import values  # noqa: E402

PAGE = "checks/side_effect/side_effect_print.md"
PRINTS = """
    ```py
    import tensorflow as tf

    @tf.function
    def f(x):
        print("x is", x)
        return x + 1
    ```
"""
# Stands for hybridize: turns print( into tf.print( in the one file named last.
FAKE_LINTER = """\
#!{python}
import pathlib, sys
if "--format" in sys.argv:
    print('{{"findings": []}}')
elif "--fix" in sys.argv:
    target = pathlib.Path(sys.argv[-1])
    for path in [target] if target.is_file() else sorted(target.rglob("*.py")):
        text = path.read_text().replace("tf.print(", "print(").replace("print(", "tf.print(")
        path.write_text(text)
"""


def plain_page(text):
    return textwrap.dedent(text).strip() + "\n"


def block_and(*comments):
    return plain_page(PRINTS) + "\n" + "\n\n".join(textwrap.dedent(comment).strip() for comment in comments) + "\n"


def judge(page_text, *arguments, files=None):
    """(status, what was printed) for a tree of that one page."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        for name, text in {PAGE: page_text, **(files or {})}.items():
            if text is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
        linter = root / "fake-linter"
        linter.write_text(FAKE_LINTER.format(python=sys.executable), encoding="utf-8")
        linter.chmod(linter.stat().st_mode | stat.S_IXUSR)
        done = subprocess.run([sys.executable, "-B", str(RUN), "--root", str(root), "--binary", str(linter), "--tf", "2.21",
                               *arguments], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def last_line(printed):
    return printed.strip().splitlines()[-1]


# ---- Reading pages, without TensorFlow ----


def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / PAGE
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return pages.read_page(path, pathlib.Path(folder))


def test_lines_of_blocks_and_claims_are_those_of_the_page():
    blocks, problems = read(block_and("<!-- oracle tf>=2.16 keras3\ncheck(True)\n-->"))
    assert problems == [], problems
    (block,) = blocks
    assert block.line == 2 and block.text.splitlines()[1] == "import tensorflow as tf"
    (claim,) = block.claims
    assert claim.line == 10 and claim.text.splitlines()[10] == "check(True)"
    assert claim.versions == [[">=", 2, 16]] and claim.keras == 3


def test_what_a_page_may_not_do():
    for text, sentence in [
        (plain_page(PRINTS), "nothing proves this example"),
        (plain_page(PRINTS).replace("```py", "```python"), "write ```py"),
        (block_and("<!-- oracle often\ncheck(True)\n-->"), "'often' is no condition"),
        (block_and("<!-- oracle\n-->"), "claims nothing"),
        (block_and("<!-- oracle\ncheck(\n-->"), "is no Python"),
        (block_and("<!-- oracle none:\n-->"), "followed by the reason"),
        (block_and("Words between.", "<!-- oracle\ncheck(True)\n-->"), "directly behind"),
        (block_and("<!-- oracle none: shown only -->", "<!-- oracle\ncheck(True)\n-->"), "both a claim and"),
        (block_and("<!-- oracle\ncheck(True)\n"), "never closed"),
    ]:
        _, problems = read(text)
        assert any(sentence in said for _, said in problems), (sentence, problems)


def test_conditions():
    claim = pages.conditions('tf<2.16, import-raises tf.errors.InvalidArgumentError "no \'x\'" after-fix')
    assert claim.versions == [["<", 2, 16]] and claim.after_fix
    assert claim.import_raises == ["tf.errors.InvalidArgumentError", "no 'x'"]
    assert pages.conditions("keras2 same-after-fix: [f(1), 2]").same_after_fix == "[f(1), 2]"


def test_differences():
    assert values.difference({"a": [1.0, 2.0]}, {"a": [1.0, 2.000001]}, 1e-5) is None
    assert values.difference({"a": [1.0, 2.0]}, {"a": [1.0, 2.1]}, 1e-5) == "the value['a'][1] is 2.0 and 2.1"
    assert values.difference([1], [1, 2], 1.0) == "the value has 1 and 2 items"
    assert values.difference(float("nan"), float("nan"), 0.0) is None
    assert values.difference(1, "1", 1.0) is not None


# ---- Judging, with TensorFlow ----


def test_true_claims_pass():
    status, printed = judge(block_and(
        """
        <!-- oracle
        lines = printed(lambda: [f(tf.constant(1.0)) for _ in range(3)])
        check(len(lines) == 1 and "Tensor(" in lines[0], lines)
        check(count_traces(f) == 1)
        check(traces(f, tf.constant([1.0]), (tf.constant([2.0]),)) == 1)
        close(f(tf.constant(1.0)), 2.0)
        differs(f(tf.constant(1.0)), 3.0)
        -->
        """,
        """
        <!-- oracle after-fix
        lines = printed_err(lambda: [f(tf.constant(1.0)) for _ in range(3)])
        check(lines == ["x is 1"] * 3, lines)
        -->
        """,
        "<!-- oracle same-after-fix: f(tf.constant([1.0, 2.0])) -->",
        """
        <!-- oracle tf>=2.16
        raises(TypeError, "missing a required argument", f)
        check(TF >= (2, 16) and KERAS == 3)
        -->
        """,
        """
        <!-- oracle tf<2.16
        check(False, "this is not for TensorFlow 2.21")
        -->
        """,
        """
        <!-- oracle
        check(traces(lambda: [tf.function(lambda x: x)(1) for _ in range(3)]) == 3)
        tf.config.run_functions_eagerly(True)
        check(len(printed(lambda: [f(1), f(1)])) == 2)
        -->
        """,
        """
        <!-- oracle
        check(not tf.config.functions_run_eagerly(), "the case before this one is still felt")
        check(traces_of("f") == 0 and functions_made("f") == 1)
        -->
        """))
    assert status == 0, printed
    assert "1 claims speak of another version" in printed, printed
    assert last_line(printed) == "6 passed, 0 failed", printed


def test_wrong_claims_fail_and_say_where():
    status, printed = judge(block_and(
        """
        <!-- oracle
        lines = printed(lambda: [f(tf.constant(1.0)) for _ in range(3)])
        check(len(lines) == 3, f"printed {len(lines)} lines")
        -->
        """,
        """
        <!-- oracle
        raises(ValueError, "graph", lambda: f(tf.constant(1.0)))
        -->
        """,
        """
        <!-- oracle
        raises(ValueError, "graph", f)
        -->
        """,
        '<!-- oracle import-raises TypeError "not a callable" -->',
        """
        <!-- oracle
        close(f(tf.constant(1.0)), 3.0)
        -->
        """,
        "<!-- oracle same-after-fix: f.python_function.__code__.co_names -->",
        """
        <!-- oracle
        x = f(1)
        -->
        """,
        """
        <!-- oracle
        g(1)
        -->
        """))
    assert status == 1, printed
    assert last_line(printed) == "0 passed, 8 failed", printed
    for line, said in [
        (12, "what happened: printed 1 lines"),
        (16, "what happened: raised nothing and returned"),
        (20, "what happened: raised TypeError"),
        (23, "what happened: raised nothing"),
        (26, "what happened: the value is 2.0 and 3.0"),
        (29, "before and after the fix"),
        (31, "claims nothing"),
        (36, "NameError: name 'g' is not defined"),
    ]:
        assert re.search(rf"{re.escape(PAGE)}:{line}: FAILED \(TensorFlow 2.21\)\n.*claim: .*\n.*{re.escape(said)}", printed), \
            (line, said, printed)


def test_a_broken_example_fails_at_its_line():
    status, printed = judge(plain_page("""
        ```py
        import tensorflow as tf
        x = tf.no_such_thing
        ```

        <!-- oracle
        check(True)
        -->
        """))
    assert status == 1 and f"{PAGE}:3: FAILED" in printed and "the example itself raised AttributeError" in printed, printed


def test_an_example_that_raises():
    status, printed = judge(plain_page("""
        ```py
        import tensorflow as tf

        @tf.function(input_signature=tf.TensorSpec([None]))
        def f(x):
            return x
        ```

        <!-- oracle import-raises TypeError "must be either a tuple or a list"
        check("f" not in globals())
        -->
        """))
    assert (status, last_line(printed)) == (0, "1 passed, 0 failed"), printed


def test_a_fix_that_changes_nothing_fails():
    status, printed = judge(plain_page("""
        ```py
        x = 1
        ```

        <!-- oracle after-fix
        check(x == 1)
        -->
        """))
    assert status == 1 and "--checks=side-effect-print changed nothing" in printed, printed


def test_crashes_and_endless_loops_are_failures_of_their_case():
    status, printed = judge(plain_page("""
        ```py
        import os, time
        ```

        <!-- oracle
        os.abort()
        -->

        <!-- oracle
        check(True)
        time.sleep(60)
        -->

        <!-- oracle
        check(True)
        -->
        """), "--seconds", "3")
    assert status == 1 and last_line(printed) == "1 passed, 2 failed", printed
    assert "was killed by SIGABRT" in printed and "did not end within 3 seconds" in printed, printed


def test_what_cannot_be_proved_is_counted_and_said():
    status, printed = judge(block_and("<!-- oracle none: it needs two devices -->", plain_page("""
        ```py
        x = 1
        ```

        <!-- oracle
        check(x == 1)
        -->
        """)))
    assert status == 0 and "has nothing to prove: it needs two devices" in printed, printed


PROGRAM = """
import tensorflow as tf

@tf.function
def f(x):
    print("f", x)
    return x * 2

def main():
    return {"value": float(f(tf.constant(2.0)) + f(tf.constant(3.0)))}
"""
LIST = """
- program: small
  files: small.py
  finds: []
  tolerance: 1.0e-5
  claims:
    - {says: prints once, when: before, code: "check(len(out) == 1, out)"}
    - {says: prints N times, when: after, code: "check(len(err) == N, err)"}
    - {says: is traced once, when: both, code: "check(traces_of('f') == 1)"}
"""


def judge_program(program, entries):
    return judge(None, files={"examples/small.py": program, "tests/oracle/examples.yaml": entries})


def test_programs():
    status, printed = judge_program(PROGRAM, LIST.replace("N", "2"))
    assert (status, last_line(printed)) == (0, "9 passed, 0 failed"), printed
    status, printed = judge_program(PROGRAM, LIST.replace("N", "5"))
    assert status == 1 and "claim: after the fix, prints 5 times" in printed, printed
    assert last_line(printed) == "8 passed, 1 failed", printed
    status, printed = judge_program(PROGRAM, LIST.replace("N", "2").replace("finds: []", "finds: [side-effect-print]"))
    assert status == 1 and "what happened: it finds nothing" in printed, printed


def test_programs_that_are_not_reproducible_or_change():
    changes = PROGRAM.replace("return {", "import random; return {'luck': random.random(), ")
    status, printed = judge_program(changes, LIST.replace("N", "2"))
    assert status == 1 and "claim: a second run gives the same" in printed and "['luck']" in printed, printed
    changes = PROGRAM.replace("return {", "return {'prints': float('tf.pr' + 'int' in open(__file__).read()), ")
    status, printed = judge_program(changes, LIST.replace("N", "2"))
    assert status == 1 and "claim: equal results after the fix" in printed and "['prints'] is 0.0 and 1.0" in printed, printed
    allowed = LIST.replace("N", "2").replace("  claims:", "  may_differ: {prints: it reads its own source}\n  claims:")
    status, printed = judge_program(changes, allowed)
    assert status == 0, printed


def test_what_it_cannot_do_ends_with_2():
    status, printed = judge(plain_page(PRINTS), "no-such-rule")
    assert status == 2 and "there is nothing to judge by the name no-such-rule" in printed, printed
    status, printed = judge(plain_page(PRINTS), "--binary", os.devnull + "-none")
    assert status == 2 and "build it with ./dev build" in printed, printed
    status, printed = judge_program(PROGRAM, LIST.replace("tolerance", "tolerence"))
    assert status == 2 and "an entry has tolerence" in printed, printed


def test_a_version_without_a_python_is_not_judged():
    impossible = environments.Version("9.9", ((9, 9),))
    try:
        environments.interpreter(impossible)
    except environments.NoEnvironment as error:
        assert "needs Python 9.9, and none of them is installed" in str(error), error
    else:
        assert False, "found a Python 9.9"

    def prepare(version, *_):
        if version is not environments.VERSIONS[0]:
            raise environments.NoEnvironment("no Python for it")
        return pathlib.Path(sys.argv[1])

    kept, environments.prepare, printed = environments.prepare, prepare, io.StringIO()
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(printed):
            page = pathlib.Path(folder).resolve() / PAGE
            page.parent.mkdir(parents=True)
            page.write_text(block_and("<!-- oracle\ncheck(True)\n-->"), encoding="utf-8")
            status = run.run(run.arguments_of(["--root", str(page.parents[2]), "--without-binary"]))
    finally:
        environments.prepare = kept
    assert status == 0 and "NOT JUDGED: 1 cases (TensorFlow 2.15: no Python for it)" in printed.getvalue(), printed.getvalue()
    assert last_line(printed.getvalue()) == "1 passed, 0 failed", printed.getvalue()


def main():
    passed, failed = 0, 0
    for name, test in [(name, value) for name, value in globals().items() if name.startswith("test_")]:
        try:
            test()
            passed += 1
            print(f"    {name[5:].replace('_', ' ')}", flush=True)
        except AssertionError as error:
            failed += 1
            line = error.__traceback__.tb_next.tb_lineno
            print(f"FAILED {name}, line {line}: {error}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
