"""Mission control for agents: tracks of tickets, each ticket a local command."""
