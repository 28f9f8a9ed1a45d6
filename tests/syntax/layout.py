a = 1; b = 2
x = a + \
    b
if a and \
   b: c

def f():
	pass

	if a:
		b
# end
x = [
  1,  # one

  # two
  2,
]
class A:

    # first

    x = 1
    # last

y = """
# not a comment
"""  # a comment
    # odd place
z