"""Parts of pages: each shows one thing and hands what the visitor does to :class:`~.session.Visitor`."""
