'use strict';
// Puts the CDN's GraphiQL into the page; the one that is built by tools/graphiql does so by itself.
(() => {
  const { element, props } = window.leadlineGraphiql;
  // When one of its scripts could not be loaded, the page has said so.
  if (window.React && window.ReactDOM && window.GraphiQL) {
    ReactDOM.createRoot(element).render(React.createElement(GraphiQL, props));
  }
})();
