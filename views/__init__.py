"""HTTP only: read input, name the permission, call one service, answer."""
