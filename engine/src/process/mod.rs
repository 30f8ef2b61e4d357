//! Master and manager: who forks whom. Knows neither tokio nor the reactor.
