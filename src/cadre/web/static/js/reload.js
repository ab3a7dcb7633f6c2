// A form that was refused is shown where it was sent to: a reload asks for that page, and sends nothing again.
history.replaceState(history.state, "", location.href);
