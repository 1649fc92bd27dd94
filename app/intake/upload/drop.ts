/** Files dropped anywhere on the page. A folder comes as a "file" that cannot be read: it is told apart, because nobody would find out why it does not arrive. */
export type Dropped = { file: File; isFolder: boolean };

/** `take` gets what was dropped in its order. Also keeps the browser from opening a dropped file, which would leave the page. */
export function takeDropped(area: HTMLElement, take: (dropped: Dropped[]) => void): void {
  let leaving = 0;
  const mark = (on: boolean): void => void area.classList.toggle('dropping', on);
  addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    clearTimeout(leaving);
    mark(true);
    // It comes again and again while something is held over the page, and there is no event for its end that can be trusted.
    leaving = setTimeout(() => mark(false), 300) as unknown as number; // a number in browsers
  });
  addEventListener('drop', (event) => {
    const { dataTransfer } = event;
    if (dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    mark(false);
    // To be read at once: afterwards the list is empty.
    const items = [...dataTransfer.items].filter(({ kind }) => kind === 'file');
    const dropped = items.flatMap((item) => {
      const file = item.getAsFile();
      return file === null ? [] : [{ file, isFolder: item.webkitGetAsEntry?.()?.isDirectory === true }];
    });
    void Promise.all(dropped.map(async (one) => ({ ...one, isFolder: one.isFolder || (await looksLikeFolder(one.file)) }))).then(take);
  });
}

/** Where the browser does not say what it is: nothing or a block of the disk in size, of no kind, and not to be read. */
async function looksLikeFolder(file: File): Promise<boolean> {
  if (file.type !== '' || file.size % 4096 !== 0 || file.size > 65_536) return false;
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => false,
      () => true,
    );
}
