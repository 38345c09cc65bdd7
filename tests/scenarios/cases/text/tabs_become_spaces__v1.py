def render(flag=True):
	if flag:
		return [1]
	return []


ITEMS = []
