//! Asking another directory, page by page.

use serde_json::Value;
use std::time::Duration;

/// How long one waits for an answer, and how often one asks again.
const PATIENCE: Duration = Duration::from_secs(30);
const TRIES: u32 = 4;

/// The most bytes of an answer.
const MOST: u64 = 20 * 1024 * 1024;

/// Services a page.
const PAGE: i64 = 100;

/// Where it is asked.
pub(super) struct Feed {
    agent: ureq::Agent,
    base: String,
}

/// An answer.
pub(super) enum Got {
    /// With the mark by which it is known to be the same next time.
    Whole(Value, String),
    /// As it was.
    Same,
    /// There is none.
    Missing,
}

/// Why there was no answer.
enum Fault {
    /// One may ask again.
    MayPass(String),
    /// It would be the same again.
    Stays(String),
}

impl Feed {
    pub(super) fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build();
        Self { agent: config.into(), base: base.to_owned() }
    }

    /// Asked again after a fault that may pass.
    pub(super) fn get(&self, path: &str, tag: Option<&str>) -> Result<Got, String> {
        let mut why = String::new();
        for nth in 0..TRIES {
            if nth > 0 {
                std::thread::sleep(Duration::from_millis(100 << nth));
            }
            match self.ask(path, tag) {
                Ok(got) => return Ok(got),
                Err(Fault::Stays(why)) => return Err(why),
                Err(Fault::MayPass(fault)) => why = fault,
            }
        }
        Err(why)
    }

    fn ask(&self, path: &str, tag: Option<&str>) -> Result<Got, Fault> {
        let mut request = self.agent.get(format!("{}{path}", self.base)).header("accept", "application/json");
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }

        let mut response = request.call().map_err(|e| Fault::MayPass(e.to_string()))?;
        let status = response.status().as_u16();
        match status {
            200 => {}
            304 => return Ok(Got::Same),
            404 | 410 => return Ok(Got::Missing),
            429 | 500.. => return Err(Fault::MayPass(format!("it answered {status}"))),
            _ => return Err(Fault::Stays(format!("it answered {status}"))),
        }

        let tag = response.headers().get("etag").and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
        let bytes = response.body_mut().with_config().limit(MOST).read_to_vec();
        let bytes = bytes.map_err(|e| Fault::MayPass(e.to_string()))?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Got::Whole(value, tag)),
            Err(_) => Err(Fault::Stays("its answer is not JSON".into())),
        }
    }

    /// A page of the list: its items, and of how many pages it says that it is.
    pub(super) fn page(&self, nth: i64) -> Result<(Vec<Value>, Option<i64>), String> {
        let page = match self.get(&format!("/services?page={nth}&per_page={PAGE}"), None)? {
            Got::Whole(page, _) => page,
            Got::Same | Got::Missing => return Err("it has no /services".into()),
        };

        let items = ["contents", "content"].iter().find_map(|name| page[name].as_array());
        let items = items.ok_or("it holds no list of services")?.clone();
        let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
        Ok((items, ["total_pages", "totalPages"].iter().find_map(|name| number(&page[name]))))
    }
}
