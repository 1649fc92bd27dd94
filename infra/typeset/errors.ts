/** Why a document was not made. Routes compare by `name`: bundles hold copies of these classes. */

/** The template and its data do not make a document, or not within its bounds. */
export class DocumentNotMade extends Error {
  override name = 'DocumentNotMade';
}

/** Our own sentences cannot be set with the fonts of this machine: the document would be rows of code points. Installing the language's font mends it. */
export class FontsMissing extends Error {
  override name = 'FontsMissing';
}

/** As many documents are under way or waiting as may be. Asking again later helps. */
export class PressBusy extends Error {
  override name = 'PressBusy';
}
