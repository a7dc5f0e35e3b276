//! What stands on a page besides words and rules: pages of exhibits, photos, and the surfaces of drawings.
//!
//! It exists apart from words because nothing here needs a font. Input: items of a page. Output: operations of the page's [`Writer`].

use crate::layout::{ElementId, Owner, Path, PlacedExhibit};
use crate::pdf::content::Writer;
use crate::pdf::inserts::resource_name;

impl Writer<'_> {
    /// A page of an exhibit or a photo, where it stands.
    pub(super) fn exhibit(&mut self, placed: &PlacedExhibit) {
        self.end_paths();
        self.mark(Owner::Element(placed.owner));
        self.out.operation("q", &[]);
        self.out.operation("cm", &self.inserts.matrix(placed));
        self.out.draw(&resource_name(placed));
        self.out.operation("Q", &[]);
        self.close();
        self.covers(placed.owner, &[(placed.x, placed.y), (placed.x + placed.width, placed.y + placed.height)]);
    }

    /// A surface or line of a drawing.
    pub(super) fn path(&mut self, path: &Path) {
        let Some(((x, y), rest)) = path.points.split_first() else { return };
        self.mark(Owner::Element(path.owner));
        self.covers(path.owner, &path.points);
        if let Some(fill) = path.fill {
            self.out.operation("g", &[fill]);
        }
        if let Some((thickness, shade)) = path.line {
            self.out.operation("w", &[thickness]);
            self.out.operation("G", &[shade]);
        }
        self.out.operation("m", &[*x, *y]);
        for (x, y) in rest {
            self.out.operation("l", &[*x, *y]);
        }
        let operator = match (path.fill, path.line) {
            (Some(_), Some(_)) => "b",
            (Some(_), None) => "f",
            (None, Some(_)) if path.points.len() == 2 => "S",
            (None, Some(_)) => "s",
            (None, None) => "n",
        };
        self.out.operation(operator, &[]);
    }

    /// Ends a drawing's surfaces; what follows must not take over its shades.
    pub(super) fn end_paths(&mut self) {
        if self.open.is_some() {
            self.close();
            self.out.operation("g", &[0.0]);
            self.out.operation("G", &[0.0]);
            self.grey = 0.0;
        }
    }

    /// Widens the place of a drawing.
    fn covers(&mut self, owner: ElementId, points: &[(f64, f64)]) {
        let known = match self.figures.iter_mut().find(|(element, _)| *element == owner) {
            Some((_, area)) => area,
            None => {
                self.figures.push((owner, [f32::MAX, f32::MAX, f32::MIN, f32::MIN]));
                match self.figures.last_mut() {
                    Some((_, area)) => area,
                    None => return,
                }
            }
        };
        for (x, y) in points {
            let [left, bottom, right, top] = *known;
            *known = [left.min(*x as f32), bottom.min(*y as f32), right.max(*x as f32), top.max(*y as f32)];
        }
    }
}
