#include "http/request_job.hpp"

namespace gotrue::http {

RequestJob::RequestJob(std::shared_ptr<const RequestPipeline> pipeline, const Route& route, const RequestScope& scope,
                       AccessLog::Moment started, const ReplyAddress& reply_to)
    : pipeline_(std::move(pipeline)),
      route_(route),
      request_(scope.http),
      scope_{request_.get(),  scope.request_id, scope.client_address, scope.prefix,
             scope.path, scope.parameters, scope.log},
      started_(started),
      reply_to_(reply_to) {}

void RequestJob::run() noexcept {
  begin_anew();
  response_ = pipeline_->run_handler(route_, scope_);
}

SoughtRow RequestJob::seek() noexcept { return pipeline_->seek(route_, scope_); }

void RequestJob::begin_anew() {
  scope_.log = {};
  scope_.credential_origin.clear();
}

void RequestJob::finish(std::string_view failure) noexcept {
  if (!failure.empty()) {
    response_ = pipeline_->present(TransportError::ServerBusy, scope_.request_id);
    scope_.log.set("error", std::string(failure));
  }
  reply_to_.mailbox->post({reply_to_.connection, pipeline_->complete(scope_, started_, std::move(response_))});
}

}  // namespace gotrue::http
