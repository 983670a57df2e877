"""The review on a whole screen: files and hunks on one side, the diff and its reasons on the other."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea, Tree
from textual.widgets.tree import TreeNode

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.review.colouring import visible
from segment_to_amplitude.review.decisions import Verdict
from segment_to_amplitude.review.drawing import describe, mark, two_columns, unified
from segment_to_amplitude.review.hunks import Item
from segment_to_amplitude.review.session import Filters, Session

HELP = """\
y  accept this hunk            n  reject it
a  accept it and the rest of the file
d  reject it and the rest of the file
A  accept all that is shown    m  accept all that moves with it
e  write something else in its place
s  split it into its changes   c  clear its decision
u  undo                        N  write a note
j, k, arrows   next and previous hunk
J, K           next and previous file
g, G           first and last hunk
space          next hunk without a decision
v  side by side or unified     /  filter     esc  show all
p  plan again without what is rejected
tab  tree and diff             ?  this help  q  leave

Filter by words and by fields, such as
  method:track code:api-key applicability:review
  language:python owner:@web path:src/ verdict:undecided

Only what is accepted is written. Files that one client
reaches are written when everything in them is accepted.
Decisions are kept as they are made."""


class Help(ModalScreen[None]):
    """The keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """Show the text."""
        with VerticalScroll(id="help"):
            yield Static(HELP, markup=False)


class Editor(ModalScreen[str | None]):
    """A text area for what is to take a hunk's place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("escape", "cancel", "Cancel", priority=True),
    ]

    def __init__(self, text: str, check: Callable[[str], str | None]) -> None:
        super().__init__()
        self.text = text
        self.check = check

    def compose(self) -> ComposeResult:
        """Show the text and what to press."""
        yield TextArea(self.text, id="text", soft_wrap=False)
        yield Static("ctrl+s writes it and accepts, escape leaves it", id="wrong", markup=False)

    def action_save(self) -> None:
        """Keep the text, unless it does not parse."""
        text = self.query_one(TextArea).text
        if wrong := self.check(text):
            self.query_one("#wrong", Static).update(Text(visible(wrong), "bold red"))
        else:
            self.dismiss(text)

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


class ReviewApp(App[None]):
    """Shows a session and turns keys into its decisions."""

    CSS = """
    #status { height: 1; background: $panel; }
    Tree { overflow-x: hidden; width: 34%; max-width: 50; border-right: solid $panel; }
    #diff { width: 1fr; padding: 0 1; }
    #keys { height: 1; background: $panel; }
    Input { display: none; height: 1; border: none; }
    Input.open { display: block; }
    #help { width: 66; height: auto; max-height: 100%; background: $panel; padding: 1 2; }
    Help { align: center middle; }
    #wrong { height: 2; background: $panel; }
    TextArea { height: 1fr; }
    """
    ENABLE_COMMAND_PALETTE = False
    TITLE = "segment-to-amplitude review"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "decide('accepted')", "accept"),
        Binding("n", "decide('rejected')", "reject"),
        Binding("a", "file('accepted')", "accept file"),
        Binding("d", "file('rejected')", "reject file"),
        Binding("A", "everything", "accept shown"),
        Binding("m", "moving", "accept what moves with it"),
        Binding("c", "decide('')", "clear"),
        Binding("e", "edit", "edit"),
        Binding("s", "split", "split"),
        Binding("u", "undo", "undo"),
        Binding("N", "note", "note"),
        Binding("slash", "filter", "filter"),
        Binding("escape", "show_all", "show all", show=False),
        Binding("j,down", "go(1)", "next", priority=False),
        Binding("k,up", "go(-1)", "previous"),
        Binding("J", "go_file(1)", "next file"),
        Binding("K", "go_file(-1)", "previous file"),
        Binding("g", "end(0)", "first"),
        Binding("G", "end(-1)", "last"),
        Binding("space", "undecided", "next undecided"),
        Binding("v", "view", "side by side"),
        Binding("p", "plan_again", "plan again"),
        Binding("question_mark", "help", "help"),
        Binding("q", "quit", "leave"),
    ]

    def __init__(self, session: Session, again: Callable[[Session], Session] | None = None) -> None:
        super().__init__()
        self.session = session
        self.again = again
        self.is_wide = False
        self._files: dict[str, TreeNode[int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._open = ""
        self._asks = ""

    def compose(self) -> ComposeResult:
        """Lay the screen out for 80 columns and more."""
        yield Static(id="status", markup=False)
        with Horizontal():
            tree: Tree[int] = Tree("files", id="tree")
            tree.show_root = False
            tree.can_focus = False
            yield tree
            with VerticalScroll(id="diff"):
                yield Static(id="hunk", markup=False)
        yield Input(id="line")
        yield Static("y n a d e s / ? u q   j k move   m moves with it   v side by side", id="keys", markup=False)

    def on_mount(self) -> None:
        """Draw for the first time."""
        self.theme = "textual-dark"
        self.query_one("#diff", VerticalScroll).focus()
        self._fill()
        self._draw()

    def on_resize(self) -> None:
        """Draw for another width."""
        self._draw()

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Make a node for each file; those of the hunks are made where a file is open."""
        tree: Tree[int] = self.query_one("#tree", Tree)
        tree.clear()
        self._files.clear()
        self._counts.clear()
        self._open = ""
        for index, item in enumerate(self.session.shown):
            self._counts.setdefault(item.file.path, []).append(index)
        for path, indexes in self._counts.items():
            self._files[path] = tree.root.add(self._label(path), data=indexes[0])
        tree.root.expand()

    def _label(self, path: str) -> Text:
        indexes = self._counts[path]
        decided = sum(self.session.verdict(self.session.shown[index]) is not None for index in indexes)
        return Text(f"{decided}/{len(indexes)} {visible(path)}", "dim" if decided == len(indexes) else "")

    def _draw(self) -> None:
        session, item = self.session, self.session.current
        counts = session.counts()
        place = f"{session.at + 1}/{len(session.shown)}" if item else "0/0"
        self.query_one("#status", Static).update(
            f"{place}  {counts['accepted']} accepted  {counts['rejected']} rejected  {counts['undecided']} open  "
            f"{counts['written']} would be written"
        )
        self._draw_tree(item)
        self.query_one("#hunk", Static).update(self._drawn(item) if item else Text("Nothing fits the filter."))
        self.query_one("#diff", VerticalScroll).scroll_home(animate=False)

    def _draw_tree(self, item: Item | None) -> None:
        tree: Tree[int] = self.query_one("#tree", Tree)
        if self._open and (item is None or self._open != item.file.path):
            node = self._files[self._open]
            node.set_label(self._label(self._open))
            node.collapse()
            node.remove_children()
            self._open = ""
        if item is None or item.file.path not in self._files:
            return
        node = self._files[item.file.path]
        node.set_label(self._label(item.file.path))
        own = self._counts[item.file.path]
        if not self._open:
            for index in own:
                node.add_leaf("", data=index)
            node.expand()
            self._open = item.file.path
        for index, leaf in zip(own, node.children, strict=True):
            one = self.session.shown[index]
            name = one.changes[0].method or one.changes[0].kind
            label = Text(f"{mark(self.session, one)} {one.line} {visible(name)}")
            if index == self.session.at:
                label.stylize("reverse")
                label = Text("›") + label
            leaf.set_label(label)
        tree.scroll_to_node(node.children[own.index(self.session.at)], animate=False)

    def _drawn(self, item: Item) -> Text:
        text = describe(self.session, item)
        width = max(40, self.query_one("#diff").size.width - 4)
        for hunk in self.session.hunks(item):
            text.append("\n")
            path, colour = item.file.path, not os.environ.get("NO_COLOR")
            drawn = (
                two_columns(path, hunk, width, colour=colour) if self.is_wide else unified(path, hunk, colour=colour)
            )
            for line in drawn:
                text.append_text(line)
                text.append("\n")
        return text

    # --- keys ------------------------------------------------------------------------------------------------------

    def action_decide(self, verdict: str) -> None:
        """Decide on the hunk and go on."""
        if (item := self.session.current) is not None:
            self.session.decide([item], Verdict(verdict) if verdict else None)
            if verdict:
                self.session.go(1)
            self._draw()

    def action_file(self, verdict: str) -> None:
        """Decide on the hunk and on those below it in the same file."""
        if (item := self.session.current) is None:
            return
        rest = [one for one in self.session.shown[self.session.at :] if one.file is item.file]
        self.session.decide(rest, Verdict(verdict))
        if not self.session.go(len(rest)):
            self.session.go(len(rest) - 1)
        self._draw()

    def action_everything(self) -> None:
        """Accept whatever the filter shows."""
        self.session.decide(self.session.shown, Verdict.ACCEPTED)
        self._fill()
        self._draw()

    def action_moving(self) -> None:
        """Accept all that moves with the hunk."""
        if (item := self.session.current) is not None:
            self.session.decide(self.session.moves_with(item), Verdict.ACCEPTED)
            self._fill()
            self._draw()

    def action_undo(self) -> None:
        """Take the last decision back."""
        if self.session.undo():
            self._fill()
            self._draw()
        else:
            self.notify("Nothing to undo.")

    def action_split(self) -> None:
        """Decide on the changes of a hunk one by one."""
        if (item := self.session.current) is not None and self.session.split(item):
            self._fill()
            self._draw()
        else:
            self.notify("One change only: it cannot be split.")

    def action_go(self, by: int) -> None:
        """Move by hunks."""
        if self.session.go(by):
            self._draw()

    def action_go_file(self, by: int) -> None:
        """Move by files."""
        item = self.session.current
        paths = list(self._counts)
        if item is not None and 0 <= (to := paths.index(item.file.path) + by) < len(paths):
            self.session.at = self._counts[paths[to]][0]
            self._draw()

    def action_end(self, at: int) -> None:
        """Go to the first or the last hunk."""
        if self.session.shown:
            self.session.at = at % len(self.session.shown)
            self._draw()

    def action_undecided(self) -> None:
        """Go to the next hunk without a decision."""
        if self.session.go_to_next_undecided():
            self._draw()
        else:
            self.notify("Everything shown is decided.")

    def action_view(self) -> None:
        """Change between the two forms of a diff."""
        self.is_wide = not self.is_wide
        self._draw()

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Help())

    def action_show_all(self) -> None:
        """Drop the filter."""
        self._filtered("")

    def action_filter(self) -> None:
        """Ask for a filter."""
        self._ask("filter", "words, method: code: applicability: language: owner: path: verdict:")

    def action_note(self) -> None:
        """Ask for a note."""
        if (item := self.session.current) is not None:
            self._ask("note", "a note on this hunk", self.session.note(item))

    def _ask(self, what: str, placeholder: str, value: str = "") -> None:
        line = self.query_one("#line", Input)
        self._asks = what
        line.placeholder, line.value = placeholder, value
        line.add_class("open")
        line.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was asked for."""
        self._close_line()
        if self._asks == "filter":
            self._filtered(event.value)
        elif (item := self.session.current) is not None:
            self.session.put_note(item, event.value)
            self._draw()

    def on_key(self, event: object) -> None:
        """Leave the line where escape is pressed in it."""
        if getattr(event, "key", "") == "escape" and self.query_one("#line", Input).has_class("open"):
            self._close_line()

    def _close_line(self) -> None:
        self.query_one("#line", Input).remove_class("open")
        self.query_one("#diff", VerticalScroll).focus()

    def _filtered(self, text: str) -> None:
        self.session.filter(Filters.of(text))
        self._fill()
        self._draw()

    def action_edit(self) -> None:
        """Open the hunk's new lines for editing."""
        if (item := self.session.current) is None:
            return

        def check(text: str) -> str | None:
            try:
                self.session.replace_text(item, text)
            except UserError as error:
                return str(error)
            return None

        try:
            text = self.session.editable(item)
        except UserError as error:
            self.notify(visible(str(error)), markup=False)
            return
        self.push_screen(Editor(text, check), lambda _: self._draw())

    def action_plan_again(self) -> None:
        """Plan again without what is rejected."""
        if self.again is None:
            self.notify("There is no project to plan again for.")
            return
        try:
            self.session = self.again(self.session)
        except UserError as error:
            self.notify(visible(str(error)), markup=False)
            return
        self._fill()
        self._draw()
        self.notify("Planned again: what is rejected is left alone.")
