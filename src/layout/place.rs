//! Strips to pages: where each page ends, and the table heads that are said again.
//!
//! It exists so that the rules of good page breaks stand in one place. Input: a [`Column`]. Output: [`Page`]s without
//! foot. A page is filled as far as the prices of breaks allow; of breaks with the same price the lowest on the page wins.

use crate::layout::flow::{Column, Keep, Strip};
use crate::layout::page::{Bookmark, Item, Page, rounded};
use crate::style::Style;

/// What sums of many heights may be off by.
const TOLERANCE: f64 = 1e-6;

/// Cuts a column into pages, numbered from `first_number`. Returns them with the headings and where these came to stand;
/// `first_number - 1` is the first page's place in the document.
pub(crate) fn place(column: Column, style: &Style, first_number: usize) -> (Vec<Page>, Vec<Bookmark>) {
    let ends = page_ends(&column, style.text_height());
    let mut pages = Vec::with_capacity(ends.len());
    let mut bookmarks = Vec::new();
    let Column { strips, heads, marks } = column;
    let mut strips = strips.into_iter().enumerate();
    let mut marks = marks.into_iter().peekable();
    let mut start = 0;
    for end in ends {
        let mut page = blank(style, first_number + pages.len());
        let mut top = style.paper.height.get() - style.margins.top.get();
        for (index, strip) in strips.by_ref().take(end - start) {
            if index == start {
                if let Some(head) = strip.head.and_then(|head| heads.get(head)) {
                    put(head.items.clone(), top, &mut page);
                    top -= head.height;
                }
            } else {
                top -= strip.gap;
            }
            while let Some(mark) = marks.next_if(|mark| mark.strip <= index) {
                let bookmark = Bookmark { title: mark.title, level: mark.level, page: page.number - 1, y: rounded(top) };
                bookmarks.push(bookmark);
            }
            put(strip.items, top, &mut page);
            top -= strip.height;
        }
        start = end;
        pages.push(page);
    }
    (pages, bookmarks)
}

/// An empty page.
pub(crate) fn blank(style: &Style, number: usize) -> Page {
    Page { number, width: style.paper.width.get(), height: style.paper.height.get(), items: Vec::new(), foot: None, label: None }
}

fn put(items: Vec<Item>, top: f64, page: &mut Page) {
    page.items.extend(items.into_iter().map(|item| match item {
        Item::Text(mut text) => {
            text.x = rounded(text.x);
            text.y = rounded(top - text.y);
            Item::Text(text)
        }
        Item::Rule(mut rule) => {
            rule.x = rounded(rule.x);
            rule.y = rounded(top - rule.y);
            rule.length = rounded(rule.length);
            Item::Rule(rule)
        }
        Item::Path(mut path) => {
            for point in &mut path.points {
                *point = (rounded(point.0), rounded(top - point.1));
            }
            Item::Path(path)
        }
        // Exhibits have pages of their own and never stand among blocks.
        Item::Exhibit(exhibit) => Item::Exhibit(exhibit),
    }));
}

/// For each page, the number of the strip after its last one.
fn page_ends(column: &Column, room: f64) -> Vec<usize> {
    let strips = column.strips.as_slice();
    let mut ends = Vec::new();
    let mut start = 0;
    while start < strips.len() {
        let end = page_end(strips, start, room - head_height(column, start));
        ends.push(end);
        start = end;
    }
    ends
}

fn head_height(column: &Column, start: usize) -> f64 {
    let head = column.strips.get(start).and_then(|strip| strip.head).and_then(|head| column.heads.get(head));
    head.map_or(0.0, |head| head.height)
}

fn page_end(strips: &[Strip], start: usize, room: f64) -> usize {
    let mut used = 0.0;
    let mut best: Option<(Keep, usize)> = None;
    for (index, strip) in strips.iter().enumerate().skip(start) {
        if index > start {
            // A later break is as good as an earlier one with the same price, and fuller.
            if best.is_none_or(|(keep, _)| strip.keep <= keep) {
                best = Some((strip.keep, index));
            }
            used += strip.gap;
        }
        used += strip.height;
        if used > room + TOLERANCE {
            // A strip taller than a page stands alone and runs over: there is nothing to cut it by.
            return best.map_or(start + 1, |(_, index)| index);
        }
    }
    strips.len()
}

#[cfg(test)]
mod tests {
    use super::page_ends;
    use crate::layout::flow::{Column, Keep, Strip};

    fn ends(keeps: &[Keep], room: f64) -> Vec<usize> {
        let strips = keeps.iter().map(|keep| Strip { gap: 0.0, height: 10.0, items: vec![], keep: *keep, head: None }).collect();
        page_ends(&Column { strips, ..Column::default() }, room)
    }

    #[test]
    fn pages_are_filled() {
        assert_eq!(ends(&[Keep::Free; 7], 30.0), [3, 6, 7]);
        assert_eq!(ends(&[], 30.0), [] as [usize; 0]);
    }

    #[test]
    fn a_break_moves_up_to_where_it_is_free() {
        use Keep::{Free, Line, Near};
        assert_eq!(ends(&[Free, Free, Near, Line, Free], 30.0), [1, 4, 5]);
    }

    #[test]
    fn what_cannot_be_kept_is_broken_where_it_hurts_least() {
        use Keep::{Line, Near, Whole};
        assert_eq!(ends(&[Whole, Near, Whole, Whole, Line, Whole], 30.0), [1, 4, 6]);
        assert_eq!(ends(&[Whole; 5], 20.0), [2, 4, 5]);
    }
}
