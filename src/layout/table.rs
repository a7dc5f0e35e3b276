//! Tables: columns sized from what is in them, rows that are broken only if longer than a page.
//!
//! It exists beside [`crate::layout::flow`] because a row is many paragraphs side by side. Input: a [`Table`]. Output:
//! strips in the same column, one a row, and the head once more for later pages.

use crate::document::{Alignment, Inline, Table};
use crate::fonts::FaceStyle;
use crate::layout::LayoutError;
use crate::layout::flow::{Flow, Keep, Setting, Strip, baseline};
use crate::layout::inline::Prose;
use crate::layout::page::{Artifact, Item, Owner, Rule};
use crate::layout::paragraph::{Chunks, Line};
use crate::layout::structure::{ElementId, Role};

/// A table that would fill more than this part of the measure is set to the full measure.
const NEARLY_FULL: f64 = 0.66;

/// A cell ready to be broken into lines.
struct Cell<'prose> {
    prose: &'prose Prose,
    chunks: Chunks<'prose>,
}

/// A column: where it stands and how.
#[derive(Debug, Clone, Copy)]
struct Place {
    left: f64,
    width: f64,
    alignment: Alignment,
}

impl Flow<'_, '_> {
    /// Adds a table.
    pub(crate) fn table(&mut self, table: &Table, setting: &Setting) -> Result<(), LayoutError> {
        let count = table.rows.iter().map(Vec::len).chain([table.head.len(), table.alignment.len()]).max().unwrap_or(0);
        if count == 0 {
            return Ok(());
        }
        let style = &self.style.table;
        let own = Setting { size: style.size.get(), leading: style.leading.get(), hanging: 0.0, room_before: 0.0, ..setting.clone() };
        let element = self.elements.add(Role::Table, setting.parent);
        let bold = FaceStyle { bold: true, ..own.style };
        let mut proses = vec![row_proses(&table.head, count, bold)];
        proses.extend(table.rows.iter().map(|row| row_proses(row, count, own.style)));
        let mut cells = Vec::with_capacity(proses.len());
        for row in &proses {
            cells.push(self.shape_row(row, &own)?);
        }
        let places = self.places(&cells, table, &own, count);
        for row in &mut cells {
            self.cut_to_fit(row, &places, own.size)?;
        }
        let Some((head, rows)) = cells.split_first() else { return Ok(()) };
        self.rows(head, rows, &places, element, &own)
    }

    fn shape_row<'p>(&mut self, row: &'p [Prose], setting: &Setting) -> Result<Vec<Cell<'p>>, LayoutError> {
        row.iter()
            .map(|prose| {
                let chunks = Chunks::shape(prose, setting.size, setting.measure, self.typesetter)?;
                Ok(Cell { prose, chunks })
            })
            .collect()
    }

    /// Cuts words that are wider than their column, once the columns are known.
    fn cut_to_fit(&mut self, row: &mut [Cell<'_>], places: &[Place], size: f64) -> Result<(), LayoutError> {
        for (cell, place) in row.iter_mut().zip(places) {
            if cell.chunks.least_width() > place.width {
                cell.chunks = Chunks::shape(cell.prose, size, place.width, self.typesetter)?;
            }
        }
        Ok(())
    }

    fn places(&self, rows: &[Vec<Cell<'_>>], table: &Table, setting: &Setting, count: usize) -> Vec<Place> {
        let gap = self.style.table.column_gap.get();
        let room = setting.measure - gap * count.saturating_sub(1) as f64;
        let column = |index: usize, width: fn(&Chunks<'_>) -> f64| {
            let cells = rows.iter().filter_map(|row| row.get(index));
            cells.map(|cell| width(&cell.chunks)).fold(setting.size, f64::max)
        };
        let least: Vec<f64> = (0..count).map(|index| column(index, |chunks| chunks.least_width())).collect();
        let natural: Vec<f64> = (0..count).map(|index| column(index, |chunks| chunks.natural_width())).collect();
        let mut left = setting.left;
        column_widths(&least, &natural, room)
            .into_iter()
            .enumerate()
            .map(|(index, width)| {
                let alignment = table.alignment.get(index).copied().unwrap_or(Alignment::Left);
                let place = Place { left, width, alignment };
                left += width + gap;
                place
            })
            .collect()
    }

    fn rows(
        &mut self,
        head: &[Cell<'_>],
        rows: &[Vec<Cell<'_>>],
        places: &[Place],
        table: ElementId,
        setting: &Setting,
    ) -> Result<(), LayoutError> {
        let head_index = if head.iter().any(|cell| !cell.prose.text.is_empty()) {
            let first = self.column.strips.len();
            self.row(head, places, table, Role::TableHead, setting)?;
            self.finish_head(first, places)
        } else {
            self.top_rule(places);
            None
        };
        for (index, row) in rows.iter().enumerate() {
            let first = self.column.strips.len();
            // The head stands with a row, and the last row is not left alone on a page.
            if (index == 0 && head_index.is_some()) || (index > 0 && index + 1 == rows.len()) {
                self.keep = self.keep.max(Keep::Near);
            }
            self.row(row, places, table, Role::TableCell, setting)?;
            for strip in self.column.strips.iter_mut().skip(first) {
                strip.head = head_index;
            }
            self.rule_below(places, index + 1 == rows.len());
        }
        Ok(())
    }

    /// Adds a row: one strip, or one strip a line if no page could hold it.
    fn row(&mut self, cells: &[Cell<'_>], places: &[Place], table: ElementId, role: Role, setting: &Setting) -> Result<(), LayoutError> {
        let row = self.elements.add(Role::TableRow, table);
        let mut filled: Vec<Vec<Vec<Item>>> = Vec::with_capacity(cells.len());
        for (cell, place) in cells.iter().zip(places) {
            let element = self.elements.add(role.clone(), row);
            let links = self.links(cell.prose, element);
            let lines = cell.chunks.lines(place.width, place.width).into_iter().map(|line| {
                let left = place.left + shift(&line, place);
                self.items(&line, left, baseline(setting), setting.size, element, &links)
            });
            filled.push(lines.collect());
        }
        let gap = self.style.table.row_gap.get();
        let lines = filled.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let height = lines as f64 * setting.leading + 2.0 * gap;
        let head_height = self.column.heads.last().map_or(0.0, |head| head.height);
        if height + head_height <= self.style.text_height() {
            self.push(side_by_side(filled, gap, setting.leading), height, Keep::Free);
        } else {
            self.long_row(filled, lines, gap, setting.leading);
        }
        Ok(())
    }

    /// Adds a row that no page could hold as one strip a line.
    fn long_row(&mut self, mut filled: Vec<Vec<Vec<Item>>>, lines: usize, gap: f64, leading: f64) {
        for index in 0..lines {
            let above = if index == 0 { gap } else { 0.0 };
            let below = if index + 1 == lines { gap } else { 0.0 };
            let mut slice: Vec<Item> = filled.iter_mut().filter_map(|cell| cell.get_mut(index)).flat_map(std::mem::take).collect();
            lower(&mut slice, above);
            self.push(slice, above + leading + below, Keep::Free);
        }
    }

    fn finish_head(&mut self, first: usize, places: &[Place]) -> Option<usize> {
        let style = &self.style.table;
        let thick = style.head_rule.get();
        let strip = self.column.strips.get_mut(first)?;
        strip.items.push(rule(places, 0.0, thick, 0.0));
        strip.items.push(rule(places, strip.height, thick, 0.0));
        // A head that takes half a page would leave no room for its rows.
        if strip.height > self.style.text_height() / 2.0 {
            return None;
        }
        let mut again: Strip = strip.clone();
        for item in &mut again.items {
            if let Item::Text(text) = item {
                text.owner = Owner::Artifact(Artifact::RepeatedHead);
            }
        }
        self.column.heads.push(again);
        Some(self.column.heads.len() - 1)
    }

    fn top_rule(&mut self, places: &[Place]) {
        let thick = self.style.table.head_rule.get();
        self.push(vec![rule(places, 0.0, thick, 0.0)], thick, Keep::Free);
        self.keep = Keep::Near;
    }

    fn rule_below(&mut self, places: &[Place], last: bool) {
        let style = &self.style.table;
        let (thickness, grey) = if last { (style.head_rule.get(), 0.0) } else { (style.rule.get(), style.rule_grey.get()) };
        if let Some(strip) = self.column.strips.last_mut() {
            strip.items.push(rule(places, strip.height, thickness, grey));
        }
    }
}

fn row_proses(row: &[Vec<Inline>], count: usize, style: FaceStyle) -> Vec<Prose> {
    let mut proses: Vec<Prose> = row.iter().map(|cell| Prose::new(cell, style)).collect();
    proses.resize_with(count, Prose::default);
    proses
}

/// Joins the lines of a row cell by cell: what stands side by side is read one cell after the other.
fn side_by_side(filled: Vec<Vec<Vec<Item>>>, gap: f64, leading: f64) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for cell in filled {
        for (index, mut line) in cell.into_iter().enumerate() {
            lower(&mut line, gap + index as f64 * leading);
            items.append(&mut line);
        }
    }
    items
}

fn lower(items: &mut [Item], by: f64) {
    for item in items {
        match item {
            Item::Text(text) => text.y += by,
            Item::Rule(rule) => rule.y += by,
            // Neither stands in a cell.
            Item::Path(_) | Item::Exhibit(_) => {}
        }
    }
}

fn shift(line: &Line, place: &Place) -> f64 {
    match place.alignment {
        Alignment::Left => 0.0,
        Alignment::Centre => (place.width - line.width) / 2.0,
        Alignment::Right => place.width - line.width,
    }
}

fn rule(places: &[Place], y: f64, thickness: f64, grey: f64) -> Item {
    let x = places.first().map_or(0.0, |place| place.left);
    let end = places.last().map_or(x, |place| place.left + place.width);
    Item::Rule(Rule { x, y, length: end - x, thickness, grey })
}

/// Widths for columns that need `least` and would like `natural`, within `room`.
fn column_widths(least: &[f64], natural: &[f64], room: f64) -> Vec<f64> {
    let wanted: f64 = natural.iter().sum();
    let needed: f64 = least.iter().sum();
    if wanted <= room {
        // What is nearly as wide as the text is set as wide as the text.
        let stretch = if wanted > room * NEARLY_FULL { room / wanted } else { 1.0 };
        return natural.iter().map(|width| width * stretch).collect();
    }
    if needed >= room {
        return capped(least, room);
    }
    shared(least, natural, room)
}

/// Gives narrow columns what they would like, so that dates and numbers stay on one line; the others share the rest.
fn shared(least: &[f64], natural: &[f64], room: f64) -> Vec<f64> {
    let mut widths: Vec<Option<f64>> = vec![None; least.len()];
    loop {
        let open: Vec<usize> = (0..least.len()).filter(|column| widths.get(*column) == Some(&None)).collect();
        let given: f64 = widths.iter().flatten().sum();
        let of = |all: &[f64], column: usize| all.get(column).copied().unwrap_or_default();
        let needed: f64 = open.iter().map(|column| of(least, *column)).sum();
        let left = room - given;
        // A column is narrow if it wants no more than an equal share and leaves the others what they need.
        let narrow = open.iter().copied().find(|column| {
            let wanted = of(natural, *column);
            wanted <= left / open.len() as f64 && needed - of(least, *column) + wanted <= left
        });
        match narrow.and_then(|column| widths.get_mut(column).map(|width| (column, width))) {
            Some((column, width)) => *width = Some(of(natural, column)),
            None => {
                let wanted: f64 = open.iter().map(|column| of(natural, *column)).sum();
                let share = (left - needed) / (wanted - needed).max(1e-9);
                let rest = |column: usize| of(least, column) + (of(natural, column) - of(least, column)) * share;
                return widths.iter().enumerate().map(|(column, width)| width.unwrap_or_else(|| rest(column))).collect();
            }
        }
    }
}

/// Cuts down the widest columns until all fit: one long address must not squeeze the dates beside it.
fn capped(least: &[f64], room: f64) -> Vec<f64> {
    let mut sorted = least.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut left = room;
    let mut cap = room;
    for (index, width) in sorted.iter().enumerate() {
        let columns = (sorted.len() - index) as f64;
        cap = left / columns;
        if *width > cap {
            break;
        }
        left -= width;
    }
    least.iter().map(|width| width.min(cap)).collect()
}

#[cfg(test)]
mod tests {
    use super::column_widths;

    #[test]
    fn columns_get_what_they_need_and_share_the_rest() {
        assert_eq!(column_widths(&[10.0, 10.0], &[50.0, 50.0], 300.0), [50.0, 50.0]);
        assert_eq!(column_widths(&[10.0, 10.0], &[150.0, 90.0], 300.0), [187.5, 112.5]);
        assert_eq!(column_widths(&[10.0, 10.0, 10.0], &[60.0, 500.0, 500.0], 300.0), [60.0, 120.0, 120.0]);
        assert_eq!(column_widths(&[20.0, 40.0], &[20.0, 1000.0], 300.0), [20.0, 280.0]);
        assert_eq!(column_widths(&[200.0, 200.0], &[400.0, 400.0], 100.0), [50.0, 50.0]);
        assert_eq!(column_widths(&[400.0, 50.0, 50.0], &[400.0, 50.0, 50.0], 300.0), [200.0, 50.0, 50.0]);
    }
}
