# syntax=docker/dockerfile:1
# Three images from one build: --target web, worker or migrations.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props ./
COPY src src
COPY migrations migrations
COPY worker worker
COPY web web
RUN --mount=type=cache,target=/root/.nuget/packages \
    for project in migrations/Engram.Migrations worker/Engram.Worker web/Engram.Web; do \
        dotnet publish "$project" -c Release -o "/app/${project##*/}" -p:UseAppHost=false || exit 1; \
    done

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
WORKDIR /app
# The user that the base image brings, by number so that a cluster can see it is not root.
USER 1654

FROM runtime AS migrations
COPY --from=build /app/Engram.Migrations .
ENTRYPOINT ["dotnet", "Engram.Migrations.dll"]

FROM runtime AS worker
COPY --from=build /app/Engram.Worker .
# SIGTERM makes it hand back its unfinished runs.
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "Engram.Worker.dll"]

FROM runtime AS web
USER root
RUN install -d -o 1654 -g 1654 /data
USER 1654
COPY --from=build /app/Engram.Web .
ENV ENGRAM_URLS=http://*:8080 ENGRAM_DATA=/data
VOLUME /data
EXPOSE 8080
# The base image has neither curl nor wget; bash can open a connection by itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
ENTRYPOINT ["dotnet", "Engram.Web.dll"]
