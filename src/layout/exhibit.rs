//! Pages of exhibits: where somebody else's page or a photo stands on ours, and how large.
//!
//! It exists so that a mark never covers a word: the lowest strip of each page is ours, and the exhibit is made as much smaller
//! as it takes to stand above it. Input: the [`ExhibitPage`]s of a part. Output: [`Page`]s without foot.

use crate::document::{ExhibitPage, Part};
use crate::layout::page::{Bookmark, Item, Page, PlacedExhibit, rounded};
use crate::layout::structure::{ElementId, Elements, Role};
use crate::style::Style;

/// Adds the pages of a part's exhibit.
pub(crate) fn pages(part: &Part, parent: ElementId, style: &Style, elements: &mut Elements, pages: &mut Vec<Page>) {
    for exhibit in &part.pages {
        let role = match &exhibit.alternative {
            Some(alternative) => Role::Figure { alternative: alternative.clone() },
            None => Role::Paragraph,
        };
        let owner = elements.add(role, parent);
        pages.push(page(exhibit, owner, style, pages.len() + 1));
    }
}

/// The exhibit's own bookmarks, one level below that of the part; `first` is the place of its first page.
pub(crate) fn bookmarks(part: &Part, first: usize, pages: &[Page]) -> Vec<Bookmark> {
    let marks = part.bookmarks.iter();
    marks
        .map(|mark| {
            let page = first + mark.page;
            let y = pages.get(page).map_or(0.0, |page| page.height);
            Bookmark { title: mark.title.clone(), level: mark.level.saturating_add(1), page, y }
        })
        .collect()
}

/// One page: upright or across as the exhibit is, never larger than the exhibit's own page.
fn page(exhibit: &ExhibitPage, owner: ElementId, style: &Style, number: usize) -> Page {
    let (short, long) = (style.paper.width.get().min(style.paper.height.get()), style.paper.width.get().max(style.paper.height.get()));
    let across = exhibit.width > exhibit.height;
    let (width, height) = if across { (long, short) } else { (short, long) };
    let margin = if exhibit.photo { style.exhibit.photo_margin.get() } else { 0.0 };
    let (room_across, room_up) = (width - 2.0 * margin, height - style.exhibit.strip.get() - margin);
    let fitting = (room_across / exhibit.width).min(room_up / exhibit.height);
    // A photo has no size of its own; a page is not blown up.
    let scale = if exhibit.photo { fitting } else { fitting.min(1.0) };
    let (shown_width, shown_height) = (exhibit.width * scale, exhibit.height * scale);
    let placed = PlacedExhibit {
        exhibit: exhibit.exhibit,
        page: exhibit.page,
        x: rounded((width - shown_width) / 2.0),
        y: rounded(height - margin - shown_height),
        width: rounded(shown_width),
        height: rounded(shown_height),
        owner,
    };
    Page { number, width, height, items: vec![Item::Exhibit(placed)], foot: Some(exhibit.foot.clone()), label: Some(exhibit.label.clone()) }
}
