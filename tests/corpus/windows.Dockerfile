# escape=`

FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS tools
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]
WORKDIR C:\tools
RUN Invoke-WebRequest -Uri https://example.org/tool.zip -OutFile tool.zip; `
    Expand-Archive tool.zip -DestinationPath C:\tools; `
    Remove-Item tool.zip

FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
COPY --from=tools C:\tools\ C:\tools\
ENV TOOL_HOME="C:\tools"
USER ContainerUser
ENTRYPOINT ["C:\\tools\\tool.exe"]
