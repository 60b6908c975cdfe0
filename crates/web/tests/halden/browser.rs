//! A browser without a window, spoken to through its pipe; every call has an end.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// The names under which it is found.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The longest that one call may take.
const LONGEST: Duration = Duration::from_secs(20);

/// One open page of a browser.
pub(crate) struct Browser {
    program: Child,
    sends: ChildStdin,
    hears: Receiver<Value>,
    session: Option<String>,
    calls: u64,
    /// What the pages complained of, since it was last taken.
    pub(crate) complaints: Vec<String>,
}

impl Browser {
    /// Starts one with an empty folder of its own; nothing where none is installed.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        let paths = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&paths)
            .flat_map(|dir| NAMES.map(|name| dir.join(name)))
            .find(|path| path.is_file())?;
        // The browser speaks on the descriptors 3 and 4.
        let mut program = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", folder.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let (sends, answers) = (program.stdin.take()?, program.stdout.take()?);
        let (tell, hears) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(answers).split(0).map_while(Result::ok) {
                if let Ok(message) = serde_json::from_slice::<Value>(&message)
                    && tell.send(message).is_err()
                {
                    break;
                }
            }
        });
        let mut browser = Self { program, sends, hears, session: None, calls: 0, complaints: Vec::new() };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Log", "Runtime"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Makes the page as wide as a telephone's, in pixels.
    pub(crate) fn narrow(&mut self, width: u32) {
        let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Opens an address and waits until the page stands.
    pub(crate) fn open(&mut self, address: &str) {
        let begun = self.call("Page.navigate", json!({ "url": address }));
        assert!(begun["errorText"].is_null(), "{address}: {begun}");
        while self.hear(address)["method"] != "Page.loadEventFired" {}
    }

    /// The value of an expression on the open page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }))["result"]["value"]
            .clone()
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let mut message = json!({ "id": self.calls, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.sends.write_all(&bytes).unwrap();
        loop {
            let heard = self.hear(method);
            if heard["id"] == self.calls {
                assert!(heard["error"].is_null(), "{method}: {heard}");
                return heard["result"].clone();
            }
        }
    }

    fn hear(&mut self, what: &str) -> Value {
        let heard = self.hears.recv_timeout(LONGEST);
        assert!(heard.is_ok(), "{what}: {heard:?}");
        let heard = heard.unwrap();
        let complains = match heard["method"].as_str() {
            Some("Runtime.exceptionThrown") => true,
            Some("Runtime.consoleAPICalled") => heard["params"]["type"] == "error",
            Some("Log.entryAdded") => {
                let entry = &heard["params"]["entry"];
                entry["level"] == "error" || entry["source"] == "security"
            }
            _ => false,
        };
        if complains {
            self.complaints.push(heard["params"].to_string());
        }
        heard
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        _ = self.program.kill();
        _ = self.program.wait();
    }
}
