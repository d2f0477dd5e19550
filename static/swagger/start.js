// Draws the API's document; a browser that is signed in writes with its page's own form token.
const place = document.getElementById('document')
window.SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers['X-CSRFToken'] = place.dataset.token
    return request
  }
})
