/** The other side of the bench `intake`: Express and `renderToString` of given elements, and nothing else. node plain-react.ts ELEMENTS.json PORT, the file by path */
import { readFileSync } from 'node:fs';
import express from 'express';
import { createElement, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';

/** A page's element as the bench wrote it down: tag, attributes by their HTML names, children. */
export type PlainElement = [tag: string, attributes: Record<string, string>, children: (PlainElement | string)[]];

const reactNames: Record<string, string> = {
  class: 'className',
  for: 'htmlFor',
  charset: 'charSet',
  tabindex: 'tabIndex',
  autofocus: 'autoFocus',
  novalidate: 'noValidate',
};

/** Built anew for each request, as a page is. */
function build([tag, attributes, children]: PlainElement, key: number): ReactElement {
  const props: Record<string, unknown> = { key };
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style' || name === 'selected') continue;
    if (name === 'value' && tag !== 'option' && tag !== 'button') props.defaultValue = value;
    else if (name === 'checked') props.defaultChecked = true;
    else props[reactNames[name] ?? name] = value;
  }
  if (tag === 'textarea') return createElement(tag, { ...props, defaultValue: children.join('') });
  if (children.length === 0) return createElement(tag, props);
  return createElement(tag, props, ...children.map((child, index) => (typeof child === 'string' ? child : build(child, index))));
}

const [file, port] = process.argv.slice(2);
if (file !== undefined) {
  const pages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, PlainElement>; // written by the bench
  const app = express();
  app.disable('x-powered-by');
  for (const [path, page] of Object.entries(pages))
    app.get(path, (_request, response) => {
      response.set('Content-Type', 'text/html; charset=utf-8').send(`<!doctype html>${renderToString(build(page, 0))}`);
    });
  app.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
}
