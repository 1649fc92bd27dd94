/** The template and its data do not make a document, or not in time. */
export class DocumentNotMade extends Error {
  override name = 'DocumentNotMade';
}
