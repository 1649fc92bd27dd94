/** Files that a witness takes away. Their names say nothing of the report: they stay in a folder of downloads, and in the browser's list of them. */
export function download(body: string | Uint8Array<ArrayBuffer>, type: string, filename: string): Response {
  return new Response(body, { headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${filename}"` } });
}

/** Plain text as every system opens it. */
export function downloadText(lines: readonly string[], filename: string): Response {
  return download(`\uFEFF${lines.join('\r\n')}\r\n`, 'text/plain; charset=utf-8', filename);
}
