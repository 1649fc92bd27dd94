import { logRouteError, renderDocument } from '#app/http/render.tsx';

export const handleError = logRouteError;
export default renderDocument;
