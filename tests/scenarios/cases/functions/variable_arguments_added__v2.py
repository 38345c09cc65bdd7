def total(*values, **named):
    return sum(values) + sum(named.values())
