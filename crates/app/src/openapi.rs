//! `/api/v1/openapi.json`: OpenAPI 3.1, from the routes and their types.

use crate::capabilities;
use access::{App, api::Problem};
use axum::{Json, extract::State, response::IntoResponse};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Info, OpenApi, OpenApiBuilder, Paths, SecurityRequirement, Server,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

/// The document, for a service at this address.
pub fn document(url: &str) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = Components::new();
    components.schemas.insert(Problem::name().into(), Problem::schema());
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for page in capabilities::pages() {
        let Some(operation) = page.operation else { continue };
        let there = paths.paths.entry(page.address).or_default();
        there.merge_operations(operation.item);
        components.schemas.extend(operation.schemas);
    }

    let mut info = Info::new("earlyhelp", env!("CARGO_PKG_VERSION"));
    info.description = Some("Early help for families: the same rules as the pages.".into());
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new(url)]))
        .paths(paths)
        .components(Some(components))
        .security(Some([SecurityRequirement::new("token", [""; 0])]))
        .build()
}

/// Serves it.
pub(crate) async fn serve(State(app): State<App>) -> impl IntoResponse {
    Json(document(&app.url))
}
