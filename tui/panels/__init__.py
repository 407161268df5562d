"""One pane a file: each shows the session it is given and posts what the person wants; none computes."""
